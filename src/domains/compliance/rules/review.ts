import { after, DAY, MINUTE } from '@/kit/time'
import {
  APPROVAL_CHECKS,
  type ApprovalCheck,
  type AskedItem,
  type CaseState,
  DEEPER_CHECKS,
  type ShownDocument,
} from '../schema'
import { type Guarded, isAllowed } from './allowed'
import { refuse } from './case'
import type { Risk } from './risk'

/** How long a reviewer holds a case after taking it; taking it again starts the time anew. */
export const LEASE = 30 * MINUTE

/** Who holds a case at an instant; null when nobody does. */
export const holderOf = (
  { assigneeId, leaseUntil }: { assigneeId: string | null; leaseUntil: Date | null },
  now: Date,
): string | null => (assigneeId && leaseUntil && now < leaseUntil ? assigneeId : null)

/** Refuses the staff's view of a case to the person whom it is about; to whom it is closed it does not exist. */
export function assertForeign(subject: Guarded, viewerId: string): void {
  if (subject.personId === viewerId) throw refuse.ownCase()
  if (!isAllowed(subject, viewerId)) throw refuse.noCase()
}

/** The state of a waiting case as it stands in the queue: who looks at their own learns only that it waits. */
export const queueState = <State extends CaseState>(
  subject: { personId: string; state: State },
  viewerId: string,
): State | 'in_review' => (subject.personId === viewerId ? 'in_review' : subject.state)

/** Refuses a staff act by the subject, or by somebody who does not hold the case. */
export function assertHolds(
  subject: Guarded & { assigneeId: string | null; leaseUntil: Date | null },
  viewerId: string,
  now: Date,
): void {
  assertForeign(subject, viewerId)
  if (holderOf(subject, now) !== viewerId) throw refuse.notAssigned()
}

/** Refuses a claim of one's own case or of one that a colleague holds. */
export function assertMayClaim(
  subject: Guarded & { assigneeId: string | null; leaseUntil: Date | null },
  viewerId: string,
  now: Date,
): void {
  assertForeign(subject, viewerId)
  const holder = holderOf(subject, now)
  if (holder !== null && holder !== viewerId) throw refuse.taken()
}

type Past = { makerId: string; checkerId: string | null; madeAt: Date }

/** Whether somebody proposed or confirmed a decision on a case before its member appealed. */
export function decidedBefore(appealedAt: Date | null, decisions: readonly Past[], viewerId: string): boolean {
  if (!appealedAt) return false
  const earlier = decisions.filter(({ madeAt }) => madeAt < appealedAt)
  return earlier.some(({ makerId, checkerId }) => makerId === viewerId || checkerId === viewerId)
}

/** Refuses whoever decided before the appeal: others look at it then. */
export function assertFresh(subject: { appealedAt: Date | null }, decisions: readonly Past[], viewerId: string): void {
  if (decidedBefore(subject.appealedAt, decisions, viewerId)) throw refuse.earlierDecider()
}

/** An appeal is possible once, until this long after the decision. */
const APPEAL_TIME = 30 * DAY
/** Whether a rejected case may still be appealed: before the end of the 30th day, counted from the decision. */
export const mayAppeal = (subject: { state: CaseState; settledAt: Date | null; appealedAt: Date | null }, now: Date) =>
  subject.state === 'rejected' &&
  subject.appealedAt === null &&
  subject.settledAt !== null &&
  now < after(subject.settledAt, APPEAL_TIME)

/** Refuses points that name a document which is not there. */
export function assertPoints(items: readonly AskedItem[], documentIds: ReadonlySet<string>): void {
  if (items.some(({ documentId }) => documentId !== null && !documentIds.has(documentId))) throw refuse.noSuchPoint()
}

/** Whether the member was asked for the profile, and for how many documents. */
export const askedFor = (items: readonly AskedItem[]) => ({
  profile: items.some(({ documentId }) => documentId === null),
  documents: new Set(items.flatMap(({ documentId }) => documentId ?? [])),
})

/** What has to be compared before an approval: where the risk is high, also where the money comes from (design, B10). */
export const checksFor = (level: Risk['level'] | undefined): readonly ApprovalCheck[] =>
  level === 'high' ? [...APPROVAL_CHECKS, ...DEEPER_CHECKS] : APPROVAL_CHECKS

/** Refuses an approval that was not compared in full, or that rests on no valid document. */
export function assertComplete(
  subject: { route: string | null; hold: string | null; level: Risk['level'] | undefined },
  approval: { checks: readonly string[]; document: ShownDocument | null },
  now: Date,
): void {
  if (subject.hold === 'screening') throw refuse.onHold()
  if (!checksFor(subject.level).every((check) => approval.checks.includes(check))) throw refuse.notCompared()
  if (!approval.document && subject.route !== 'provider') throw refuse.documentFacts()
  if (approval.document && !isValidOn(approval.document.expires, now)) throw refuse.documentOver()
}

/** Whether a document whose last day is given is valid at an instant: all through that day, UTC. */
export const isValidOn = (lastDay: string, now: Date): boolean =>
  now < after(new Date(Date.parse(`${lastDay}T00:00:00Z`)), DAY)

/** What came to nothing: nobody has to keep it. */
const ERASABLE: readonly CaseState[] = ['withdrawn', 'abandoned', 'erased']

/**
 * Refuses an erasure: members may erase what they withdrew, checkers who showed a second factor also what was rejected, and
 * nobody what must be kept.
 */
export function assertMayErase(
  subject: Guarded & { state: CaseState },
  viewer: { personId: string; checks: boolean; secondFactor: boolean },
): void {
  const isOwn = subject.personId === viewer.personId
  const isStaff = viewer.checks && viewer.secondFactor && isAllowed(subject, viewer.personId)
  if (!isOwn && !isStaff) throw refuse.noCase()
  if (ERASABLE.some((state) => state === subject.state) || (subject.state === 'rejected' && !isOwn)) return
  throw refuse.notErasable()
}
