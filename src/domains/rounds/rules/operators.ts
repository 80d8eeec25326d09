import type { RoundInputs } from './round-sheet'

/** Somebody who may judge, and whether they were a node operator when submissions ended. */
type Judge = { readonly person: string; readonly operator?: boolean | undefined }

/** Who judges: `alone` where it is left to the operators among those who could. */
export type Bench<One> = { readonly judges: readonly One[]; readonly operators: number; readonly alone: boolean }

/**
 * Who of the people who may judge one work does: the operators alone where they are at least as many as the sheet's `leastOperators`,
 * else everybody; without that member everybody. The sheet refuses a number below that of auditors who are drawn, so that fewer
 * operators never mean fewer auditors. Source: docs/rounds/export.md, "Operators".
 */
export function benchOf<One extends Judge>(leastOperators: number | undefined, people: readonly One[]): Bench<One> {
  const operators = people.filter(({ operator }) => operator === true)
  const alone = leastOperators !== undefined && operators.length >= leastOperators
  return { judges: alone ? operators : people, operators: operators.length, alone }
}

/** Who votes about each submission of a round. */
export type Electorate = {
  isAsked(voter: string, submission: string | null): boolean
  /** How many votes are needed where operators alone vote; null where the rule's own quorum holds. */
  leastVotes(submission: string): bigint | null
}

/** Voters never vote about themselves or a side of theirs; the operators among the others vote alone where they are enough. */
export function electorateOf({ sheet, facts, submissions }: RoundInputs): Electorate {
  const { leastOperators } = sheet.panel
  const sides = new Set(facts.conflicts.map(({ person, recipient }) => `${person} ${recipient}`))
  const everybody = new Set(facts.voters.map(({ person }) => person))
  const mayVote = (voter: string, { person, recipient }: (typeof submissions)[number]) =>
    person !== voter && recipient !== voter && !sides.has(`${voter} ${recipient}`)
  const about = new Map(submissions.map((one) => [one.id, one]))
  const benches = new Map(
    leastOperators === undefined
      ? []
      : submissions.map((one) => {
          const may = facts.voters.filter(({ person }) => mayVote(person, one))
          const { alone, judges } = benchOf(leastOperators, may)
          return [one.id, alone ? new Set(judges.map(({ person }) => person)) : null] as const
        }),
  )
  return {
    isAsked: (voter, submission) => {
      const one = submission === null ? undefined : about.get(submission)
      if (!one || !mayVote(voter, one)) return false
      return (benches.get(one.id) ?? everybody).has(voter)
    },
    leastVotes: (submission) => (benches.get(submission) ? BigInt(leastOperators!) : null),
  }
}
