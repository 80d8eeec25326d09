import { feeOf } from '@/domains/payments/queries'
import type { Db } from '@/server/db'
import type { Viewer } from '@/server/viewer'
import { readDraft } from '../actions/draft'
import { attachedDocuments, submit } from '../actions/submit'
import { examine, mintsNamed } from '../rules/examine'
import { owesFee } from '../rules/fee'
import { refuse } from '../rules/refusals'
import type { Problem } from '../schema/draft'
import { type ChainFacts, readMints } from './chain'

/** What an application costs here and now, in cents of a dollar; 0: nothing. */
type FeeTerms = { cents: number; refundDays: number }
type World = { db: Db; chain: ChainFacts; viewer: Viewer; now: Date }

/** Reads the chain for the tokens that the draft names, then submits in one transaction, if the draft still names them. */
export async function submitApplication(
  { db, chain, viewer, now, feeDue }: World & { feeDue: boolean },
  applicationId: string,
) {
  await own(db, viewer, applicationId)
  const looked = mintsNamed(await readDraft(db, applicationId))
  const [mints, policy, payments] = await Promise.all([readMints(chain, looked), chain.policy(), chain.payments()])
  const submission = { applicationId, viewer, now, feeDue, payments, policy, looked, mints }
  return db.$transaction((tx) => submit(tx, submission))
}

/** Everything that still stands against submitting. */
export async function checkApplication(
  { db, chain, viewer, now, fee: asked }: World & { fee: FeeTerms },
  applicationId: string,
) {
  await own(db, viewer, applicationId)
  const draft = await readDraft(db, applicationId)
  const [mints, policy, payments, documents, fee, listings] = await Promise.all([
    readMints(chain, mintsNamed(draft)),
    chain.policy(),
    chain.payments(),
    attachedDocuments(db, applicationId),
    feeOf(db, `application:${applicationId}`),
    db.listing.count({ where: { projectId: applicationId } }),
  ])
  const { wallets } = viewer
  const examined = examine(draft, {
    projectId: applicationId,
    now,
    payments,
    mints,
    wallets,
    documents,
    policy,
  })
  const problems: Problem[] = examined.problems ?? []
  const { cents, refundDays } = asked
  const owed = fee ?? { cents, currency: 'usd', refundDays, refundUntil: null, standing: 'none' as const }
  const feeOpen = cents > 0 && owesFee(owed.standing, listings > 0)
  return { problems, terms: examined.problems ? null : examined.terms, feeOpen, fee: owed, mints }
}

async function own(db: Db, viewer: Viewer, applicationId: string): Promise<void> {
  const mine = await db.application.count({ where: { id: applicationId, ownerId: viewer.personId } })
  if (mine === 0) throw refuse.missing()
}
