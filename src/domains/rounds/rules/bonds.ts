import { splitUnits } from '@/kit/money'
import type { Submission } from '../schema/round-inputs'
import { type BaseUnits, baseUnits, byKey } from '../schema/units'
import type { Proceedings } from './proceedings'
import type { RoundInputs } from './round-sheet'

/** What becomes of one bond, in base units; `slashed + returned` is what was locked. */
export type BondLine = {
  readonly person: string
  /** The submission that the bond lies for; null for an auditor's. */
  readonly submission: string | null
  readonly slashed: BaseUnits
  readonly returned: BaseUnits
}

export type BondSettlement = {
  /** Ascending by person, then submission, an auditor's bond first; bonds of 0 left out. */
  readonly lines: readonly BondLine[]
  /** What the pool gains. */
  readonly toPool: BaseUnits
  /** What auditors who were right share, ascending by person; `toPool` and these are everything that was slashed. */
  readonly toAuditors: readonly { readonly person: string; readonly units: BaseUnits }[]
}

/**
 * Settles bonds. A submission that is fraud loses the bond that the sheet asks for: of it floor(slashed x toAuditors / 10,000) is shared
 * evenly by the auditors who said fraud (largest remainder, ties by id), the rest goes to the pool; with nobody right all of it does.
 * A drawn auditor who committed and did not open it loses the auditor's bond to the pool, once. Being wrong, or silent from the start,
 * costs nothing but the reward. Everything else goes back to its owner.
 */
export function settleBonds({ sheet, submissions, facts }: RoundInputs, proceedings: Proceedings): BondSettlement {
  const frauds = new Set(proceedings.verdicts.filter(({ outcome }) => outcome === 'fraud').map((one) => one.submission))
  const ofAuditors = facts.auditors.map(({ person, bond }) =>
    line(person, null, bond, proceedings.withheld.has(person) ? sheet.bonds.auditor : 0n),
  )
  const ofSubmissions = submissions.map((one: Submission) =>
    line(one.person, one.id, one.bond, frauds.has(one.id) ? sheet.bonds.submission : 0n),
  )
  const lines = [...ofAuditors, ...ofSubmissions]
    .filter(({ slashed, returned }) => slashed + returned > 0n)
    .sort(byOwner)
  return { lines, ...shareLost(lines, proceedings.right, sheet.bonds.toAuditors) }
}

/**
 * Who gets what these bonds lost, each by itself: so the same is said of those bonds alone that the chain has taken in the end.
 * `right`: who was right about a submission; `toAuditors`: their part, in basis points.
 */
export function shareLost(
  lines: readonly BondLine[],
  right: Proceedings['right'],
  toAuditors: number,
): Pick<BondSettlement, 'toPool' | 'toAuditors'> {
  const rewards = new Map<string, bigint>()
  let toPool = 0n
  for (const { submission, slashed } of lines) {
    const people = (submission !== null && right.get(submission)) || []
    const shared = people.length === 0 ? 0n : (slashed * BigInt(toAuditors)) / 10_000n
    toPool += slashed - shared
    if (shared === 0n) continue
    const parts = splitUnits(
      shared,
      people.map(() => 1n),
    )
    people.forEach((person, place) => {
      rewards.set(person, (rewards.get(person) ?? 0n) + parts[place]!)
    })
  }
  return {
    toPool: baseUnits(toPool),
    toAuditors: [...rewards]
      .filter(([, units]) => units > 0n)
      .sort(([a], [b]) => byKey(a, b))
      .map(([person, units]) => ({ person, units: baseUnits(units) })),
  }
}

const line = (person: string, submission: string | null, bond: bigint, slashed: bigint): BondLine => ({
  ...{ person, submission, slashed: baseUnits(slashed), returned: baseUnits(bond - slashed) },
})

const byOwner = (a: BondLine, b: BondLine) => byKey(a.person, b.person) || byKey(a.submission ?? '', b.submission ?? '')
