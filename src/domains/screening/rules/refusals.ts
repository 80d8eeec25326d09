import { refusals } from '@/kit/refusal'
import { formatInstant } from '@/kit/time'
import type { MatchState, RunState } from '../schema'

export const refuse = refusals('screening', {
  noRun: { kind: 'missing', message: () => 'There is no such comparison.' },
  noMatch: { kind: 'missing', message: () => 'There is no such match.' },
  noReport: { kind: 'missing', message: () => 'There is no such report.' },
  runNotNow: {
    kind: 'conflict',
    message: (c: { state: RunState }) => `This cannot be done: the comparison is ${RUN_STATE_WORDS[c.state]}.`,
  },
  matchNotNow: {
    kind: 'conflict',
    message: (c: { state: MatchState }) => `This cannot be done: the match is ${MATCH_STATE_WORDS[c.state]}.`,
  },
  samePerson: {
    kind: 'forbidden',
    message: () => 'You proposed this; another person has to confirm or return it.',
  },
  twoReasons: {
    kind: 'invalid',
    field: 'reasons',
    message: () =>
      'The names agree so well that one reason is not enough: choose two, or that an identity number is different.',
  },
  notSo: {
    kind: 'invalid',
    field: 'reasons',
    message: (c: { reason: string }) =>
      `The data do not bear this out: ${c.reason}. Choose a reason that can be seen in the comparison.`,
  },
  changed: {
    kind: 'conflict',
    message: () => 'The entry on the list changed after the proposal. Return it, so that the new entry is judged.',
  },
  notClean: {
    kind: 'conflict',
    message: () =>
      'A hit is lifted only while a new comparison, no older than 24 hours, is clean and nothing else of this person is open. Compare anew first.',
  },
  listsAway: { kind: 'unavailable', message: (c: { problem: string }) => `Nobody can be compared now. ${c.problem}` },
  reported: {
    kind: 'conflict',
    message: (c: { at: Date }) => `This was marked as reported on ${formatInstant(c.at)}.`,
  },
})

/** How staff read the states. */
export const RUN_STATE_WORDS: Record<RunState, string> = {
  pending: 'under way',
  no_hit: 'closed without a hit',
  in_review: 'in review',
  confirmed_hit: 'closed with a confirmed hit',
  error: 'waiting for a list',
  lifted: 'closed: the hit was lifted',
  erased: 'closed: the data were erased',
}
export const MATCH_STATE_WORDS: Record<MatchState, string> = {
  pending: 'not decided',
  escalated: 'waiting for a second person',
  no_hit: 'cleared',
  confirmed_hit: 'confirmed',
  skipped: 'left out',
}
