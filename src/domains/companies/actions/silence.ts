import { voidProposal } from '@/domains/identity/actions/decisions'
import { notify } from '@/domains/identity/actions/notices'
import { listStanding } from '@/domains/screening/queries/standing'
import { eraseDocumentsOf } from '@/domains/vault/actions/documents'
import { shred } from '@/domains/vault/actions/keys'
import type { Subject } from '@/domains/vault/schema'
import type { CompanyCase } from '@/generated/prisma/client'
import { formatInstant } from '@/kit/time'
import type { Tx } from '@/server/db'
import { companySubject } from '../queries/data'
import { step } from '../rules/case'
import { reviewsToldOf, silenceAsks, silenceEnds } from '../rules/clock'
import { changeCompany, lockCompany, NO_LEASE, recordCompany, touched } from './company-row'
import { keysOfCompany } from './erasure'

type At = { companyId: string; now: Date; site: string }

/** Reminds the owner of a case that waits for them, twice, and gives it up after 30 days of silence. Returns whether it did either. */
export async function followSilence(tx: Tx, { companyId, now, site }: At): Promise<boolean> {
  const company = await lockCompany(tx, companyId)
  const asks = silenceAsks(company, now)
  if (asks === 'end') await giveUp(tx, company, { now, site })
  if (asks === 'reminder') {
    await changeCompany(tx, companyId, { reminders: { increment: 1 } })
    const ends = formatInstant(silenceEnds(company.touchedAt))
    await tell(tx, company, {
      ...{ about: `silent:${company.touchedAt.toISOString()}:${company.reminders}`, now, site },
      title: 'The check of your company waits for you',
      text: `Nothing has happened for a while. Finish it, or see to the people whom you invited, before ${ends}: then it is given up, and what was sent is deleted a week later.`,
    })
  }
  return asks !== null
}

async function giveUp(tx: Tx, company: CompanyCase, { now, site }: Omit<At, 'companyId'>): Promise<void> {
  const { id: companyId, state } = company
  await changeCompany(tx, companyId, { state: step(state, 'silence'), settledAt: now, hold: null, ...NO_LEASE })
  await recordCompany(tx, 'abandoned', { companyId, actorId: null, now })
  await tell(tx, company, {
    ...{ about: `abandoned:${company.touchedAt.toISOString()}`, now, site },
    title: 'The check of your company was given up',
    text: 'Nothing happened for 30 days. You can start again; what was typed is still there for a week.',
  })
}

/**
 * Deletes what was typed and sent for a case that was given up a week ago, with the keys that opened it; it may be started again, from
 * nothing and under another key. Where somebody on a list may be meant, or is, what was compared is kept, and the keys with it.
 */
export async function emptyAbandoned(tx: Tx, { companyId, now }: Pick<At, 'companyId' | 'now'>): Promise<void> {
  const company = await lockCompany(tx, companyId)
  if (company.state !== 'abandoned' || !company.sealed) return
  const keys = await keysOfCompany(tx, company)
  const keyKept = await isMeant(tx, keys)
  await eraseDocumentsOf(tx, { subject: companySubject(companyId), actorId: null, now })
  await tx.companyParty.deleteMany({ where: { companyId } })
  const gone = { sealed: null, mark: null, changesNote: null, appeal: null, salt: null }
  await changeCompany(tx, companyId, { ...gone, keyKept })
  if (!keyKept) await endKeys(tx, company, keys, now)
  await recordCompany(tx, 'emptied', { companyId, actorId: null, now })
}

/** Ends the keys of a case that was emptied and kept them, once nobody on a list may be meant any more. Returns whether it did. */
export async function endKeptKeys(tx: Tx, { companyId, now }: Pick<At, 'companyId' | 'now'>): Promise<boolean> {
  const company = await lockCompany(tx, companyId)
  if (!company.keyKept) return false
  const keys = await keysOfCompany(tx, company)
  if (await isMeant(tx, keys)) return false
  await endKeys(tx, company, keys, now)
  return true
}

async function isMeant(tx: Tx, keys: readonly string[]): Promise<boolean> {
  const standings = await Promise.all(keys.map((key) => listStanding(tx, key)))
  return standings.some((standing) => standing === 'candidates' || standing === 'confirmed')
}

/** Shredded keys are never made again: whoever starts again does so under the next one. */
async function endKeys(tx: Tx, { id }: CompanyCase, keys: readonly Subject[], now: Date): Promise<void> {
  await changeCompany(tx, id, { keyKept: false, keyRound: { increment: 1 } })
  for (const subject of keys) await shred(tx, { subject, actorId: null, now })
}

/**
 * A year after its approval a company is looked at again: its owner hears of it 30 days before, and from the day itself on nothing new is
 * taken until they have handed it in with a fresh extract and two people have approved it. Returns whether anything was done.
 */
export async function followReview(tx: Tx, { companyId, now, site }: At): Promise<boolean> {
  const company = await lockCompany(tx, companyId)
  const { nextReviewAt, state } = company
  if (!nextReviewAt || nextReviewAt > reviewsToldOf(now) || (state !== 'approved' && state !== 'listed')) return false
  const due = nextReviewAt.toISOString()
  if (now < nextReviewAt)
    return tell(tx, company, {
      ...{ about: `review:${due}`, now, site },
      title: 'Your company is due for its yearly look',
      text: `On ${formatInstant(nextReviewAt)} a year has passed since it was approved. Have a fresh extract from the register ready: from then on nothing new is taken until it is approved again. What investors hold is not affected.`,
    })
  await voidProposal(tx, { subject: companySubject(companyId), now })
  const asked = { changesNote: REVIEW_NOTE, nextReviewAt: null, screening: null, ...NO_LEASE, ...touched(now) }
  await changeCompany(tx, companyId, { state: step(state, 'review_over'), ...asked })
  await recordCompany(tx, 'reviewDue', { companyId, actorId: null, now })
  await tell(tx, company, {
    ...{ about: `review-over:${due}`, now, site },
    title: 'Your company has to be looked at again',
    text: REVIEW_NOTE,
  })
  return true
}

const REVIEW_NOTE =
  'A year has passed since this company was approved. Check that everything still holds, add a fresh extract from the register, and hand it in again.'

type Words = { about: string; title: string; text: string; now: Date; site: string }

/** Tells the owner on the site, and by mail where there is an address; false when they were told before. */
const tell = (tx: Tx, { id, ownerId, projectId }: CompanyCase, { about, ...words }: Words): Promise<boolean> =>
  notify(tx, { ...words, personId: ownerId, cause: `companies.${about}:${id}`, link: `/apply/${projectId}/company` })
