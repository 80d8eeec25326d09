import { DAY } from '@/kit/time'
import { DIMENSIONS, type Dimension, type OutcomeName, type ReputationEvent, type ReputationFile } from '../schema'
import { HALF_LIFE_DAYS } from './age-factors'
import { wilsonLowerBound, Z } from './score'

/** How many whole days before `now` something happened; 0 for what lies ahead of it. */
export const ageInDays = (at: Date, now: Date): number => Math.max(0, Math.floor((now.getTime() - at.getTime()) / DAY))

type Counted = { dimension: Dimension; outcome: OutcomeName; weight: number; at: Date }

/** The score of each dimension at an instant, in billionths. The order of events makes no difference. */
export function scoresAt(events: readonly Counted[], now: Date): Record<Dimension, bigint> {
  const score = (dimension: Dimension): bigint =>
    wilsonLowerBound(
      events
        .filter((event) => event.dimension === dimension)
        .map(({ outcome, weight, at }) => ({ kept: outcome === 'kept', weight, ageDays: ageInDays(at, now) })),
    )
  return Object.fromEntries(DIMENSIONS.map((dimension) => [dimension, score(dimension)])) as Record<Dimension, bigint>
}

/** What is written into the file of a wallet's reputation: the events in the order of time and name, and the scores at `now`. */
export function fileOf(wallet: string, events: readonly ReputationEvent[], now: Date): ReputationFile {
  const scores = scoresAt(events, now)
  return {
    ...{ format: 'flotilla.reputation', version: 1, wallet, at: now.toISOString() },
    rule: { id: 'wilson', version: 1, z: [Z.numerator, Z.denominator], halfLifeDays: HALF_LIFE_DAYS },
    events: events.toSorted(byTime).map(({ dimension, kind, ref, outcome, weight, at }) => {
      return { dimension, kind, ref, outcome, weight, at: at.toISOString() }
    }),
    scores: {
      delivery: scores.delivery.toString(),
      rounds: scores.rounds.toString(),
      stake: scores.stake.toString(),
    },
  }
}

const byTime = (one: ReputationEvent, other: ReputationEvent): number =>
  one.at.getTime() - other.at.getTime() || (one.ref < other.ref ? -1 : 1)

/** What a file says of itself and does not hold; empty when every score follows from its events and nothing counts twice. */
export function fileProblems(file: ReputationFile): { problems: string[]; scores: Record<Dimension, bigint> } {
  const events = file.events.map((event) => ({ ...event, at: new Date(event.at) }))
  const scores = scoresAt(events, new Date(file.at))
  const problems = DIMENSIONS.filter((dimension) => file.scores[dimension] !== scores[dimension].toString()).map(
    (dimension) => `${dimension}: the file says ${file.scores[dimension]}, its events give ${scores[dimension]}`,
  )
  const seen = new Set<string>()
  for (const { ref, at } of file.events) {
    if (seen.has(ref)) problems.push(`${ref} is counted twice`)
    if (at > file.at) problems.push(`${ref} lies after the file's own instant`)
    seen.add(ref)
  }
  return { problems, scores }
}
