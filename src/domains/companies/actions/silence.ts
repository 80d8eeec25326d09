import { voidProposal } from '@/domains/identity/actions/decisions'
import { notify } from '@/domains/identity/actions/notices'
import { eraseDocumentsOf } from '@/domains/vault/actions/documents'
import type { CompanyCase } from '@/generated/prisma/client'
import { formatInstant } from '@/kit/time'
import type { Tx } from '@/server/db'
import { companySubject } from '../queries/data'
import { step } from '../rules/case'
import { reviewsToldOf, silenceAsks, silenceEnds } from '../rules/clock'
import { changeCompany, lockCompany, NO_LEASE, recordCompany, touched } from './company-row'

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

/** Deletes what was typed and sent for a case that was given up a week ago; it may be started again, from nothing. */
export async function emptyAbandoned(tx: Tx, { companyId, now }: Pick<At, 'companyId' | 'now'>): Promise<void> {
  const { state, sealed } = await lockCompany(tx, companyId)
  if (state !== 'abandoned' || !sealed) return
  await eraseDocumentsOf(tx, { subject: companySubject(companyId), actorId: null, now })
  await tx.companyParty.deleteMany({ where: { companyId } })
  await changeCompany(tx, companyId, { sealed: null, mark: null, changesNote: null })
  await recordCompany(tx, 'emptied', { companyId, actorId: null, now })
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
