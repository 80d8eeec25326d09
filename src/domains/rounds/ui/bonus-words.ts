import type { Tone } from '@/ui/badge'
import type { Limit } from '../rules/explain'
import type { EngineState } from '../rules/round-machine'

/** A bonus round's state in words. */
export const BONUS_STATE: Record<EngineState, readonly [label: string, tone: Tone]> = {
  planned: ['Upcoming', 'neutral'],
  submission: ['Running', 'good'],
  audit: ['Closed', 'neutral'],
  appeal: ['Objections', 'brand'],
  distribution: ['Being paid', 'brand'],
  paid: ['Paid', 'good'],
  void: ['Void', 'bad'],
}

/** What numbers follow from, as `Basis` says. */
export const BASIS_WORDS = {
  list: 'This is what the list says.',
  closed: 'As it was when the round closed; exclusions can still change it.',
  now: 'As it would be if the round closed now.',
} as const

/** What a reward rule does, in a sentence. */
export const REWARD_WORDS: Readonly<Record<string, string>> = {
  'pledge-match': 'Each project is paid in proportion to what verified people committed to it.',
  quadratic: 'Many small commitments weigh more than a few large ones: the square of the sum of square roots.',
  'cluster-matching': 'As quadratic, but people who all commit to the same projects count for less together.',
  equal: 'Everybody who takes part is paid the same.',
}

/** What held an amount down. */
export const LIMIT_WORDS: Readonly<Record<Limit, string>> = {
  none: 'No limit was reached.',
  'cap-of-recipient': 'The most that one recipient is paid was reached; the rest went to the others.',
  'units-times-rate': 'No more work was accepted.',
  'minimum-backers': 'Fewer different verified people stood behind it than the round asks for.',
  'no-weight': 'Nothing that counts was committed to it.',
  excluded: 'It was excluded by two people; the reason stands below.',
  fraud: 'Fraud was found.',
  'not-accepted': 'No work was accepted.',
  'not-eligible': 'It does not take part in this round.',
}
