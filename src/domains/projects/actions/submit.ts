import { feeStateOf } from '@/domains/payments/queries'
import { sealFor } from '@/domains/vault/actions/keys'
import { documentsOf } from '@/domains/vault/queries/documents'
import { isRefused } from '@/domains/vault/rules/document'
import type { Prisma } from '@/generated/prisma/client'
import type { Asset } from '@/kit/money'
import type { Tx } from '@/server/db'
import type { Viewer } from '@/server/viewer'
import { peoplePurpose } from '../queries/people'
import { afterEvent } from '../rules/application'
import { changedTerms } from '../rules/change'
import { type AttachedDocument, examine, mintsNamed } from '../rules/examine'
import { owesFee } from '../rules/fee'
import { apart } from '../rules/people'
import { refuse } from '../rules/refusals'
import type { MintFacts, RaisePolicy, Terms } from '../schema/terms'
import { advance, currentVersion, lockOwnApplication, record } from './application'
import { readDraft } from './draft'

export type Submission = {
  applicationId: string
  viewer: Viewer
  now: Date
  /** Whether this installation takes a fee for an application. */
  feeDue: boolean
  payments: readonly Asset[]
  policy: RaisePolicy
  /** The tokens that were looked for on chain, and what was found. */
  looked: readonly string[]
  mints: readonly MintFacts[]
}

/** Submits the draft as the next version, which nobody can change any more. Refuses what is incomplete, with the first reason. */
export async function submit(tx: Tx, submission: Submission): Promise<{ version: number; digest: string }> {
  const { applicationId, viewer, now, looked } = submission
  const application = await lockOwnApplication(tx, applicationId, viewer)
  afterEvent(application.state, 'submit')
  const fee = await feeStateOf(tx, `application:${applicationId}`)
  if (fee === 'disputed') throw refuse.feeDisputed()
  const listing = await tx.listing.findUnique({ where: { projectId: applicationId } })
  if (submission.feeDue && owesFee(fee, listing !== null)) throw refuse.feeUnpaid()

  const draft = await readDraft(tx, applicationId)
  if (mintsNamed(draft).some((address) => !looked.includes(address))) throw refuse.changedMeanwhile()
  const documents = await attachedDocuments(tx, applicationId)
  const examined = examine(draft, { ...submission, projectId: applicationId, wallets: viewer.wallets, documents })
  if (examined.problems)
    throw refuse.incomplete({ count: examined.problems.length, first: examined.problems[0]?.message ?? '' })

  const before = application.version > 0 ? await currentVersion(tx, application) : null
  if (application.state === 'changes_requested' && before?.digest === examined.digest) throw refuse.unchanged()
  const version = application.version + 1
  const { content, digest, terms } = examined
  if (listing?.state === 'published') changedTerms(listing.terms as unknown as Terms, terms)
  const parents = before ? { parents: [before.entry] } : {}
  const entry = await record(tx, {
    type: 'submitted',
    applicationId,
    viewer,
    now,
    facts: { version, digest },
    ...parents,
  })
  // Versions are never changed; names in them must be able to vanish (A8), so they lie beside, under a key that can be shredded.
  const kept = apart(content)
  const names = Buffer.from(JSON.stringify(kept.people))
  await tx.applicationVersion.create({
    data: {
      applicationId,
      number: version,
      content: kept.content as unknown as Prisma.InputJsonValue,
      people: await sealFor(tx, `application:${applicationId}`, peoplePurpose(version), names),
      digest,
      terms,
      submittedAt: now,
      entry,
    },
  })
  const title = content.project.title
  await advance(tx, application, 'submit', now, {
    version,
    submittedAt: now,
    title,
    assigneeId: null,
    assignedUntil: null,
  })
  return { version, digest }
}

/** The documents of an application, in the form in which a version names them. */
export async function attachedDocuments(tx: Tx, applicationId: string): Promise<AttachedDocument[]> {
  const documents = await documentsOf(tx, `application:${applicationId}`)
  return documents.filter(({ state }) => !isRefused(state)).map(({ id, kind, size }) => ({ id, kind, size }))
}
