import type { Submission } from '../schema/round-inputs'

/** Somebody who may judge, and whether they were a node operator when submissions ended. */
type Judge = { readonly person: string; readonly operator?: boolean | undefined }

/** Who judges: `alone` where it is left to the operators among those who could. */
export type Bench<One> = {
  readonly judges: readonly One[]
  /** How many could, and how many of them are operators. */
  readonly people: number
  readonly operators: number
  readonly alone: boolean
}

/**
 * Who of the people who may judge one work does: the operators alone where they are at least as many as the sheet's `leastOperators`,
 * else everybody; without that member everybody. The sheet refuses a number below that of auditors who are drawn, so that fewer
 * operators never mean fewer auditors. Source: docs/rounds/export.md, "Operators".
 */
export function benchOf<One extends Judge>(leastOperators: number | undefined, people: readonly One[]): Bench<One> {
  const operators = people.filter(({ operator }) => operator === true)
  const alone = leastOperators !== undefined && operators.length >= leastOperators
  return { judges: alone ? operators : people, people: people.length, operators: operators.length, alone }
}

/** What it takes to say who votes. */
type Voting = {
  readonly leastOperators: number | undefined
  readonly voters: readonly Judge[]
  readonly conflicts: readonly { readonly person: string; readonly recipient: string }[]
  readonly submissions: readonly Pick<Submission, 'id' | 'person' | 'recipient'>[]
}

/** Who votes about each submission of a round. */
export type Electorate = {
  isAsked(voter: string, submission: string | null): boolean
  /** Everybody who may vote about a submission, and whether operators do alone. */
  bench(submission: Voting['submissions'][number]): Bench<Judge>
  /** How many votes are needed where operators alone vote; null where the rule's own quorum holds. */
  leastVotes(submission: string): bigint | null
}

/** Voters never vote about themselves or a side of theirs; the operators among the others vote alone where they are enough. */
export function electorateOf({ leastOperators, voters, conflicts, submissions }: Voting): Electorate {
  const sides = new Set(conflicts.map(({ person, recipient }) => `${person} ${recipient}`))
  const everybody = new Set(voters.map(({ person }) => person))
  const mayVote = (voter: string, { person, recipient }: (typeof submissions)[number]) =>
    person !== voter && recipient !== voter && !sides.has(`${voter} ${recipient}`)
  const about = new Map(submissions.map((one) => [one.id, one]))
  const bench = (one: (typeof submissions)[number]) =>
    benchOf(
      leastOperators,
      voters.filter(({ person }) => mayVote(person, one)),
    )
  const asOperators = (one: (typeof submissions)[number]) => {
    const { alone, judges } = bench(one)
    return alone ? new Set(judges.map(({ person }) => person)) : null
  }
  const benches = new Map(leastOperators === undefined ? [] : submissions.map((one) => [one.id, asOperators(one)]))
  return {
    bench,
    isAsked: (voter, submission) => {
      const one = submission === null ? undefined : about.get(submission)
      if (!one || !mayVote(voter, one)) return false
      return (benches.get(one.id) ?? everybody).has(voter)
    },
    leastVotes: (submission) => (benches.get(submission) ? BigInt(leastOperators!) : null),
  }
}
