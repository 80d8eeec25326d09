import { least, lowerMedian, median, sum } from './arithmetic'
import type { Checks, Judgement, Ranking, Submission, Tests } from './given'

export type Outcome = 'accepted' | 'fraud' | 'refused' | 'undecided'
/** What a submission is found to be. Work that is not accepted is 0; the best rank is 1, and null is none. */
export type Verdict = { outcome: Outcome; work: bigint; rank: number | null }

/** What each word of a judgement finds, in the order in which they are asked for. */
const FINDS = { accept: 'accepted', fraud: 'fraud', refuse: 'refused' } as const
const WORDS = ['accept', 'fraud', 'refuse'] as const

export const found = (outcome: Outcome, work = 0n): Verdict => ({
  outcome,
  work: outcome === 'accepted' ? work : 0n,
  rank: null,
})

/** The fewest who are more than half of a panel. */
export const majorityOf = (panel: number): number => Math.floor(panel / 2) + 1

/** What at least so many say of a submission, else undecided. */
export function attested(judgements: readonly Judgement[], needed: number, claimed: bigint): Verdict {
  const word = WORDS.find((one) => judgements.filter(({ outcome }) => outcome === one).length >= needed)
  return word ? found(FINDS[word], acceptedWork(judgements, claimed)) : found('undecided')
}

function acceptedWork(judgements: readonly Judgement[], claimed: bigint): bigint {
  const accepting = judgements.filter(({ outcome }) => outcome === 'accept')
  return least(lowerMedian(accepting.map(({ units }) => BigInt(units))) ?? 0n, claimed)
}

/** What the outputs of a panel's machines say. */
export function checked(
  checks: readonly Checks[],
  { tests, required }: Tests,
  panel: number,
  claimed: bigint,
): Verdict {
  const majority = majorityOf(panel)
  if (checks.length < majority) return found('undecided')
  const passed = tests.filter((test) => checks.filter((one) => isRight(one, test)).length >= majority)
  const work = sum(passed.map(({ units }) => BigInt(units)))
  return found(passed.length >= required ? 'accepted' : 'refused', least(work, claimed))
}

function isRight({ outputs }: Checks, { name, expects }: Tests['tests'][number]): boolean {
  return outputs.find(({ test }) => test === name)?.output === expects
}

export type Ballot = { judgement: Judgement; weight: bigint }

/** What a vote says: undecided below the quorum, which is a sum of weights; the threshold is in basis points of all of them. */
export function voted(ballots: readonly Ballot[], quorum: bigint, threshold: number, claimed: bigint): Verdict {
  const all = sum(ballots.map(({ weight }) => weight))
  if (all < quorum) return found('undecided')
  const reached = (word: Judgement['outcome']) => {
    const saying = ballots.filter(({ judgement }) => judgement.outcome === word)
    return 10_000n * sum(saying.map(({ weight }) => weight)) >= BigInt(threshold) * all
  }
  const judgements = ballots.map(({ judgement }) => judgement)
  if (reached('accept')) return found('accepted', acceptedWork(judgements, claimed))
  return found(reached('fraud') ? 'fraud' : 'refused')
}

/** What people who submitted make of each other's work: a verdict of each submission that counts. */
export function ranked(
  counted: readonly Submission[],
  rankings: ReadonlyMap<string, Ranking>,
  leastRankings: number,
): (submission: Submission) => Verdict {
  const places = new Map<string, number[]>(counted.map(({ id }) => [id, []]))
  const counting = new Set<string>()
  for (const [person, { order }] of rankings) {
    const others = new Set(counted.filter((one) => one.person !== person).map(({ id }) => id))
    if (order.length !== others.size || others.size !== new Set(order).size) continue
    if (!order.every((id) => others.has(id))) continue
    counting.add(person)
    for (const [place, id] of order.entries()) places.get(id)!.push(place + 1)
  }
  return ({ id, person, claimed }) => {
    const own = places.get(id)!
    if (own.length < leastRankings) return found('undecided')
    return { ...found(counting.has(person) ? 'accepted' : 'refused', BigInt(claimed)), rank: median(own) }
  }
}
