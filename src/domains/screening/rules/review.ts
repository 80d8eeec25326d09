import type { ClearReason, MatchState, RunState } from '../schema'
import type { Features } from './compare'
import { stepMatch, stepRun } from './machines'
import { refuse } from './refusals'
import type { Thresholds } from './thresholds'

/** What is decided about: a match in its run. */
export type Reviewed = { state: MatchState; score: number; identifier: string | null; needsTwo: boolean }

/** Whether a second person must agree before a match is cleared. Confirming one always needs two. */
export const needsTwo = ({ score, identifier }: Pick<Features, 'score' | 'identifier'>, rule: Thresholds): boolean =>
  score >= rule.strong || identifier !== null

/** Reasons that what was compared can contradict, and when it does. */
const CONTRADICTED: Partial<Record<ClearReason, (features: Features) => string | null>> = {
  dob_different: ({ birth }) => (birth === 'same' ? 'the dates of birth agree' : null),
  nationality_different: ({ country }) => (country === 'shared' ? 'a country is the same' : null),
  gender_different: ({ gender }) => (gender === 'same' ? 'the gender is the same' : null),
  id_different: ({ identifier }) => (identifier ? 'an identity number is the same' : null),
}

/**
 * Refuses reasons that the comparison itself contradicts, and too few of them: from `twoReasons` on two independent ones are
 * needed, or that an identity number is different.
 */
export function assertReasons(reasons: readonly ClearReason[], features: Features, rule: Thresholds): void {
  for (const reason of reasons) {
    const contradiction = CONTRADICTED[reason]?.(features)
    if (contradiction) throw refuse.notSo({ reason: contradiction })
  }
  const isEnough = new Set(reasons).size >= 2 || reasons.includes('id_different')
  if (features.score > rule.twoReasons && !isEnough) throw refuse.twoReasons()
}

/** Only a match of a run in review can be decided on. */
export function assertInReview(state: RunState): void {
  if (state !== 'in_review') throw refuse.runNotNow({ state })
}

/** Refuses a member of staff who is the person compared, as if there were nothing: they must not learn of it either. */
export function assertForeign(personId: string | null, viewerId: string): void {
  if (personId === viewerId) throw refuse.noRun()
}

/** The person behind a subject's key. */
export const personOf = (key: string): string | null => (key.startsWith('person:') ? key.slice('person:'.length) : null)

/** Refuses who is the person compared, and staff to whom what is compared of them is closed, both as if there were nothing. */
export function assertMaySee(subject: { key: string; allowedIds: readonly string[] }, viewerId: string): void {
  assertForeign(personOf(subject.key), viewerId)
  if (subject.allowedIds.length > 0 && !subject.allowedIds.includes(viewerId)) throw refuse.noRun()
}

/** What clearing does: alone where that is enough, otherwise it waits for a second person. */
export const clearing = (match: Reviewed): MatchState => stepMatch(match.state, match.needsTwo ? 'propose' : 'clear')

/** The run after one of its matches was cleared; `others` are the states of the rest. It ends only when everything was seen. */
export function afterClearing(run: { state: RunState; partial: boolean }, others: readonly MatchState[]): RunState {
  const isOpen = others.some((state) => state === 'pending' || state === 'escalated')
  return isOpen || run.partial ? run.state : stepRun(run.state, 'cleared')
}

/** Whether a partial run may be compared again: when all that was kept of it is decided. */
export function mayScreenAgain(run: { state: RunState; partial: boolean }, matches: readonly MatchState[]): boolean {
  return run.state === 'in_review' && matches.every((state) => state !== 'pending' && state !== 'escalated')
}

/** Refuses a second person who is the first one or the subject, or whose evidence is another. */
export function assertMayDecide(
  proposal: { personId: string | null; proposedBy: string; reviewedDigest: string },
  viewerId: string,
  digest: string,
): void {
  assertForeign(proposal.personId, viewerId)
  if (proposal.proposedBy === viewerId) throw refuse.samePerson()
  if (proposal.reviewedDigest !== digest) throw refuse.changed()
}
