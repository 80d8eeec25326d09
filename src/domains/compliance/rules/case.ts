import { isCountry } from '@/kit/country'
import { refusals } from '@/kit/refusal'
import { MINUTE } from '@/kit/time'
import { nextState, type TransitionTable } from '@/kit/transition'
import type { CaseState, Profile } from '../schema'

export const refuse = refusals('compliance', {
  noCase: { kind: 'missing', message: () => 'There is no such verification.' },
  notNow: {
    kind: 'conflict',
    message: (c: { state: CaseState }) => `This cannot be done: the verification is ${STATE_WORDS[c.state]}.`,
  },
  stale: {
    kind: 'conflict',
    message: () => 'Somebody changed this verification meanwhile. Load the page again and look before you decide.',
  },
  alreadyOpen: { kind: 'conflict', message: () => 'You already have a verification under way.' },
  stillVerified: {
    kind: 'conflict',
    message: () => 'You are verified. A renewal can start in the last 30 days.',
  },
  tooYoung: { kind: 'forbidden', field: 'dateOfBirth', message: () => 'You must be at least 18 years old to invest.' },
  impossibleBirth: { kind: 'invalid', field: 'dateOfBirth', message: () => 'Check the date of birth.' },
  countryNotServed: {
    kind: 'forbidden',
    field: 'country',
    message: () => 'The product is not offered to residents of this country. No document is needed from you.',
  },
  profileMissing: { kind: 'conflict', message: () => 'Fill in your profile first.' },
  documentMissing: { kind: 'conflict', message: () => 'Add a passport, an identity card or a residence permit first.' },
  ownCase: {
    kind: 'forbidden',
    message: () => 'Nobody decides on their own verification, or reads what is noted about it.',
  },
  samePerson: {
    kind: 'forbidden',
    message: () => 'You proposed this decision; another person has to confirm or return it.',
  },
  notAssigned: { kind: 'conflict', message: () => 'Take this verification first; it is not yours at the moment.' },
  taken: {
    kind: 'conflict',
    message: () => 'A colleague is working on this verification. It is free again when their 30 minutes are over.',
  },
  notErasable: {
    kind: 'conflict',
    message: () =>
      'Only a withdrawn or rejected verification can be erased; others must be kept for as long as the law says.',
  },
  evidenceChanged: {
    kind: 'conflict',
    message: () => 'The evidence changed after the proposal. Return it, so that the new evidence is judged.',
  },
})

/** What can happen to a verification case. */
export type CaseEvent =
  | 'start'
  | 'submit'
  | 'withdraw'
  | 'claim'
  | 'release'
  | 'request_changes'
  | 'propose_approve'
  | 'propose_reject'
  | 'confirm'
  | 'return'
  | 'expire'

/** The case as one table. A renewal is a new case, so the last four states lead nowhere but to expiry. */
export const CASE_TABLE: TransitionTable<CaseState, CaseEvent> = {
  not_started: { start: 'draft' },
  draft: { submit: 'submitted', withdraw: 'withdrawn' },
  submitted: { claim: 'in_review', withdraw: 'withdrawn' },
  in_review: {
    claim: 'in_review',
    release: 'submitted',
    request_changes: 'needs_resubmission',
    propose_approve: 'proposed_approve',
    propose_reject: 'proposed_reject',
    withdraw: 'withdrawn',
  },
  proposed_approve: { confirm: 'approved', return: 'in_review', withdraw: 'withdrawn' },
  proposed_reject: { confirm: 'rejected', return: 'in_review', withdraw: 'withdrawn' },
  needs_resubmission: { submit: 'submitted', withdraw: 'withdrawn' },
  approved: { expire: 'expired' },
  rejected: {},
  expired: {},
  withdrawn: {},
}

/** How staff read a state. */
export const STATE_WORDS: Record<CaseState, string> = {
  not_started: 'not started',
  draft: 'being filled in',
  submitted: 'waiting for review',
  in_review: 'in review',
  proposed_approve: 'proposed for approval',
  proposed_reject: 'proposed for rejection',
  needs_resubmission: 'waiting for the member',
  approved: 'approved',
  rejected: 'not approved',
  expired: 'expired',
  withdrawn: 'withdrawn',
}

/** What the member sees: every kind of work by staff looks the same. */
export type MemberView =
  | 'not_started'
  | 'draft'
  | 'waiting'
  | 'needs_resubmission'
  | 'verified'
  | 'not_verified'
  | 'expired'
export const MEMBER_VIEW: Record<CaseState, MemberView> = {
  not_started: 'not_started',
  draft: 'draft',
  submitted: 'waiting',
  in_review: 'waiting',
  proposed_approve: 'waiting',
  proposed_reject: 'waiting',
  needs_resubmission: 'needs_resubmission',
  approved: 'verified',
  rejected: 'not_verified',
  expired: 'expired',
  withdrawn: 'not_started',
}

/** States in which nothing more happens to the evidence: the case is decided or given up. */
export const SETTLED_STATES = ['approved', 'rejected', 'expired', 'withdrawn'] as const satisfies readonly CaseState[]
/** States in which the member may change profile and documents. */
export const EDITABLE_STATES = ['draft', 'needs_resubmission'] as const satisfies readonly CaseState[]

/** The state after an event; refuses what the table does not have. */
export function step(state: CaseState, event: CaseEvent): Exclude<CaseState, 'not_started'> {
  const next = nextState(CASE_TABLE, state, event)
  if (!next || next === 'not_started') throw refuse.notNow({ state })
  return next
}

/** How long a reviewer holds a case after taking it; taking it again starts the time anew. */
export const LEASE = 30 * MINUTE
/** FATF's countries under a call for action, as of February 2026; BLOCKED_COUNTRIES replaces the list. */
const DEFAULT_BLOCKED = 'IR,KP,MM'

/** The countries whose residents are not served, from a comma-separated list of codes; an unknown code is refused loudly. */
export function blockedCountries(configured: string | undefined): ReadonlySet<string> {
  const codes = (configured ?? DEFAULT_BLOCKED).split(',').flatMap((code) => code.trim() || [])
  const unknown = codes.find((code) => !isCountry(code))
  if (unknown) throw new Error(`BLOCKED_COUNTRIES has ${unknown}, which is no country code`)
  return new Set(codes)
}

/** Refuses a profile by its age and country; the hard-block list is configuration. */
export function assertServed(profile: Profile, blockedCountries: ReadonlySet<string>, now: Date): void {
  const age = ageOn(profile.dateOfBirth, now)
  if (age < 0 || age > 120) throw refuse.impossibleBirth()
  if (age < 18) throw refuse.tooYoung()
  if (blockedCountries.has(profile.country)) throw refuse.countryNotServed()
}

/** Completed years at an instant, by the UTC calendar; somebody born on 29 February is a year older on 1 March. */
export function ageOn(dateOfBirth: string, now: Date): number {
  const born = new Date(Date.parse(`${dateOfBirth}T00:00:00Z`))
  const years = now.getUTCFullYear() - born.getUTCFullYear()
  const birthday = new Date(Date.UTC(now.getUTCFullYear(), born.getUTCMonth(), born.getUTCDate()))
  return now < birthday ? years - 1 : years
}

/** Who holds a case at an instant; null when nobody does. */
export const holderOf = (
  { assigneeId, leaseUntil }: { assigneeId: string | null; leaseUntil: Date | null },
  now: Date,
): string | null => (assigneeId && leaseUntil && now < leaseUntil ? assigneeId : null)

/** Refuses the staff's view of a case to the person whom it is about. */
export function assertForeign(subject: { personId: string }, viewerId: string): void {
  if (subject.personId === viewerId) throw refuse.ownCase()
}

/** The state of a waiting case as it stands in the queue: who looks at their own learns only that it waits. */
export const queueState = <State extends CaseState>(
  subject: { personId: string; state: State },
  viewerId: string,
): State | 'submitted' => (subject.personId === viewerId ? 'submitted' : subject.state)

/** Refuses a staff act by the subject, or by somebody who does not hold the case. */
export function assertHolds(
  subject: { personId: string; assigneeId: string | null; leaseUntil: Date | null },
  viewerId: string,
  now: Date,
): void {
  assertForeign(subject, viewerId)
  if (holderOf(subject, now) !== viewerId) throw refuse.notAssigned()
}

/** Refuses a claim of one's own case or of one that a colleague holds. */
export function assertMayClaim(
  subject: { personId: string; assigneeId: string | null; leaseUntil: Date | null },
  viewerId: string,
  now: Date,
): void {
  assertForeign(subject, viewerId)
  const holder = holderOf(subject, now)
  if (holder !== null && holder !== viewerId) throw refuse.taken()
}

/** Refuses a decision by the subject, by the proposer, or on evidence that is not what was judged. */
export function assertMayDecide(
  proposal: { personId: string; proposedBy: string; reviewedDigest: string },
  viewerId: string,
  currentDigest: string,
): void {
  assertForeign(proposal, viewerId)
  if (proposal.proposedBy === viewerId) throw refuse.samePerson()
  if (proposal.reviewedDigest !== currentDigest) throw refuse.evidenceChanged()
}

/**
 * Refuses an erasure: members may erase what they withdrew, checkers who showed a second factor also what was rejected, and
 * nobody what must be kept.
 */
export function assertMayErase(
  subject: { personId: string; state: CaseState },
  viewer: { personId: string; checks: boolean; secondFactor: boolean },
): void {
  const isOwn = subject.personId === viewer.personId
  if (!isOwn && !(viewer.checks && viewer.secondFactor)) throw refuse.noCase()
  if (subject.state === 'withdrawn' || (subject.state === 'rejected' && !isOwn)) return
  throw refuse.notErasable()
}
