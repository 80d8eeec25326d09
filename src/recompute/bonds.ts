import { byId, shareOut, sum } from './arithmetic'
import type { Audited, Judged } from './audit'
import type { Export } from './given'

/** A bond that lay: an auditor's, or (`submission`) that of whoever submitted; what is taken of it and what goes back. */
export type BondLine = { person: string; submission: string | null; slashed: bigint; returned: bigint }
export type Settled = { toPool: bigint; earned: ReadonlyMap<string, bigint>; lines: readonly BondLine[] }

/** Takes bonds of fraud and of statements never opened, pays the auditors who called it so, and gives back all else. */
export function settleBonds({ sheet, submissions, facts }: Export, { judged, withheld }: Audited): Settled {
  const frauds = judged.filter(({ verdict }) => verdict.outcome === 'fraud')
  const fraudulent = new Set(frauds.map(({ submission }) => submission.id))
  const [perSubmission, perAuditor] = [BigInt(sheet.bonds.submission), BigInt(sheet.bonds.auditor)]
  const line = (person: string, submission: string | null, bond: bigint, slashed: bigint): BondLine => ({
    person,
    submission,
    slashed,
    returned: bond - slashed,
  })
  const lines = [
    ...facts.auditors.map(({ person, bond }) =>
      line(person, null, BigInt(bond), withheld.has(person) ? perAuditor : 0n),
    ),
    ...submissions.map(({ person, id, bond }) =>
      line(person, id, BigInt(bond), fraudulent.has(id) ? perSubmission : 0n),
    ),
  ]
  const earned = rewards(frauds, (perSubmission * BigInt(sheet.bonds.toAuditors)) / 10_000n)
  return {
    toPool: sum(lines.map(({ slashed }) => slashed)) - sum(earned.values()),
    earned,
    lines: lines
      .filter(({ slashed, returned }) => slashed + returned > 0n)
      .sort((one, other) => byId(one.person, other.person) || byId(one.submission ?? '', other.submission ?? '')),
  }
}

/** What auditors get who were right about fraud: for each case the same share of so much, odd units to the first by id. */
function rewards(frauds: readonly Judged[], each: bigint): Map<string, bigint> {
  const earned = new Map<string, bigint>()
  for (const { accusers } of frauds) {
    const people = accusers.toSorted(byId)
    const shares = shareOut(
      each,
      people.map(() => 1n),
    )
    for (const [place, person] of people.entries()) earned.set(person, (earned.get(person) ?? 0n) + shares[place]!)
  }
  return earned
}
