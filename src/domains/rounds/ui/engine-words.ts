import type { Tone } from '@/ui/badge'
import type { BenchShown } from '../queries/benches'
import type { Limit } from '../rules/explain'
import type { EngineState } from '../rules/round-machine'
import type { RoundTime } from '../schema/rule-sheet'

/** A state in words. */
export const STATE_WORDS: Record<EngineState, readonly [words: string, tone: Tone]> = {
  planned: ['Planned', 'neutral'],
  submission: ['Takes work', 'good'],
  audit: ['Being judged', 'brand'],
  appeal: ['Verdicts can be appealed', 'brand'],
  distribution: ['Being paid', 'brand'],
  paid: ['Paid', 'good'],
  void: ['Void', 'bad'],
}

/** The same where investors judge a payment: two approvers sign, and nothing is paid from here. */
export const PAYMENT_STATE_WORDS: typeof STATE_WORDS = {
  ...STATE_WORDS,
  submission: ['Takes evidence', 'good'],
  appeal: ['Can be appealed', 'brand'],
  distribution: ['Waits for signatures', 'brand'],
  paid: ['Carried out', 'good'],
}

/** What happens from each instant of a sheet on. */
export const TIME_WORDS: Record<RoundTime, string> = {
  opens: 'Work is taken from',
  submissionsEnd: 'Work is closed, auditors are drawn',
  commitsEnd: 'Judgements are fixed; they are shown from',
  revealsEnd: 'First verdicts; appeals from',
  appealsEnd: 'Appeals are closed, fresh auditors judge from',
  appealCommitsEnd: 'Their judgements are shown from',
  appealRevealsEnd: 'The list is made',
  rootDue: 'The list is on the chain by',
  claimsEnd: 'Claims end',
}

/** The same where investors judge a payment: no list is posted. */
export const PAYMENT_TIMES: Partial<Record<RoundTime, string>> = {
  ...TIME_WORDS,
  opens: 'Evidence is taken from',
  submissionsEnd: 'Evidence is closed, judging begins',
  appealRevealsEnd: 'The verdict is final',
  rootDue: 'Both approvers have signed by',
  claimsEnd: undefined,
}

export const OUTCOME_WORDS: Record<string, readonly [words: string, tone: Tone]> = {
  accepted: ['Accepted', 'good'],
  refused: ['Refused', 'bad'],
  fraud: ['Fraud', 'bad'],
  undecided: ['Undecided', 'warn'],
}

/** Why a verdict is what it is. */
export const VERDICT_WORDS: Record<string, string> = {
  judged: 'more than half of the panel said so',
  'too-few-judgements': 'too few auditors showed a judgement',
  'no-majority': 'no judgement had more than half of the panel',
  'tests-passed': 'enough test cases passed',
  'tests-failed': 'too few test cases passed',
  voted: 'the vote says so',
  'no-quorum': 'too few voted',
  ranked: 'ranked by the others',
  'did-not-rank': 'whoever made it did not rank the others',
  spared: 'whoever made it has a good record, and this time the draw asked nobody',
}

/** Why an auditor judged so. */
export const REASON_WORDS: Record<string, string> = {
  none: 'Nothing is wrong with it',
  incomplete: 'It is incomplete',
  'not-as-described': 'It is not what was asked for',
  'wrong-result': 'Its result is wrong',
  'no-evidence': 'There is no evidence',
  'outside-the-budget': 'It is outside the budget',
  copied: 'It is copied',
  forged: 'Its evidence is forged',
}

/** What held a number down, or why there is none. */
export const LIMIT_WORDS: Record<Limit, string> = {
  none: 'No cap was hit.',
  'cap-of-recipient': 'The cap of a recipient was hit.',
  'units-times-rate': 'It is exactly the accepted work times the rate, and never more.',
  'minimum-backers': 'It has fewer backers than the sheet asks for.',
  'no-weight': 'It has no weight in the split.',
  excluded: 'It was excluded by two people, with a reason.',
  fraud: 'Its work was found to be fraud.',
  'not-accepted': 'Its work was not accepted.',
  'not-eligible': 'It is not eligible.',
}

/** Who could judge a work: operators alone, or everybody who could since operators are too few. */
export function benchWords({ stage, isVote, least, people, operators, alone }: BenchShown): string {
  const when = stage === 'appeal' ? 'In the appeal: ' : ''
  const could = `${people === 1 ? 'person' : 'people'} who could ${isVote ? 'vote' : 'be drawn'}`
  if (people === 0) return `${when}Nobody could ${isVote ? 'vote' : 'be drawn'}.`
  const found = `${operators === 0 ? 'None' : operators} of the ${people} ${could} ${operators > 1 ? 'were node operators' : 'was a node operator'}`
  if (alone)
    return `${when}${found}, at least the ${least} that the rules ask for: they alone ${isVote ? `had a vote, and ${least} of them had to use it` : 'were drawn from'}.`
  return `${when}${found}, fewer than the ${least} that the rules ask for: everybody ${isVote ? 'had a vote' : 'was drawn from'}.`
}

/** A name of a round, short enough to read. */
export const shortName = (key: string): string => `${key.slice(0, 8)}…`

/** A median place from its double: half places are whole numbers there. */
export const rankWords = (doubled: bigint): string => `${doubled / 2n}${doubled % 2n === 1n ? '.5' : ''}`

/** A count with its noun in the right number: `1 auditor`, `3 auditors`. */
export const counted = (count: number | bigint, noun: string): string =>
  `${count} ${noun}${`${count}` === '1' ? '' : 's'}`
