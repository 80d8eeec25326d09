import { isAllowed } from '@/domains/compliance/rules/allowed'
import { decidedBefore } from '@/domains/compliance/rules/review'
import { COMPANY_CHECKS, type CompanyCheck, type CompanyRejection } from '../schema'
import { refuse } from './case'

type Lease = { assigneeId: string | null; leaseUntil: Date | null }
/** Whom nobody may decide about: who applied, and everybody behind the company. And the staff who alone may open it; empty for all. */
export type Side = { ownerId: string; partyIds: readonly string[]; allowedIds: readonly string[] }

/** Who has the case now; null when nobody, or when their time ran out. */
export const holderOf = ({ assigneeId, leaseUntil }: Lease, now: Date): string | null =>
  assigneeId && leaseUntil && now < leaseUntil ? assigneeId : null

/** Refuses whoever belongs to the company; to whom it is closed it does not exist. */
export function assertForeign({ ownerId, partyIds, allowedIds }: Side, viewerId: string): void {
  if (viewerId === ownerId || partyIds.includes(viewerId)) throw refuse.ownSide()
  if (!isAllowed({ allowedIds }, viewerId)) throw refuse.noCase()
}

/** Refuses an act on a case that one has not taken. */
export function assertHolds(subject: Lease & Side, viewerId: string, now: Date): void {
  assertForeign(subject, viewerId)
  if (holderOf(subject, now) !== viewerId) throw refuse.notAssigned()
}

/** Refuses to take a case of one's own side, or one that a colleague has. */
export function assertMayClaim(subject: Lease & Side, viewerId: string, now: Date): void {
  assertForeign(subject, viewerId)
  const holder = holderOf(subject, now)
  if (holder !== null && holder !== viewerId) throw refuse.taken()
}

type Past = { makerId: string; checkerId: string | null; madeAt: Date }

/** Refuses whoever proposed or confirmed before the appeal: others look at it then. */
export function assertFresh(company: { appealedAt: Date | null }, decisions: readonly Past[], viewerId: string): void {
  if (decidedBefore(company.appealedAt, decisions, viewerId)) throw refuse.earlierDecider()
}

/** Refuses an approval that was not compared in full, or while something is open. */
export function assertApprovable(
  subject: { hold: string | null; screening: string | null },
  people: { decided: boolean; worksHere: boolean },
  checks: readonly CompanyCheck[],
): void {
  if (people.worksHere) throw refuse.platformTie()
  if (subject.hold || subject.screening !== 'clear' || !people.decided) throw refuse.onHold()
  if (!COMPANY_CHECKS.every((check) => checks.includes(check))) throw refuse.notCompared()
}

/** What the first person compares and declares before an approval. The last two follow Regulation (EU) 2020/1503, articles 5(2) and 8. */
export const CHECK_LABELS: Record<CompanyCheck, string> = {
  extract_agrees: 'Name, number, addresses and directors are those in the extract and the articles',
  owners_agree: 'The owners and their shares are those in the chart and the documents',
  parties_agree: 'Everybody named is the person who was verified under that name',
  funds_plausible: 'Where the project’s money came from is plausible',
  records_clean:
    'Nobody has a record in commercial, insolvency, financial services, money laundering, fraud or liability law',
  no_tie:
    'Nobody among them is controlled by somebody who owns, leads or works for this platform; those themselves are found by the list under People',
}

/** What staff choose from when they propose a rejection. The owner never sees which it was. */
export const REJECTION_WORDS: Record<CompanyRejection, string> = {
  owners_hidden: 'The real owners are hidden',
  false_information: 'Something that was said is false',
  tie_to_platform: 'A tie to this platform',
  disqualified: 'Somebody is disqualified or has a record',
  country_not_served: 'A country that is not served',
  cannot_be_verified: 'Cannot be verified',
}

/** What holds a company back, as staff read it. */
export const HOLD_WORDS: Record<string, string> = {
  party: 'One of its people was refused, is suspended, or owns, leads or works for this platform',
  screening: 'The company, or one that owns it, may stand on a list',
}
