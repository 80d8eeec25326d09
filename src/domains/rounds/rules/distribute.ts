import { canonicalJson } from '@/kit/canonical-json'
import { lesser } from '@/kit/integer'
import type { Position } from '../schema/round-inputs'
import { type BaseUnits, baseUnits, byKey, type Weight, weight, workUnits } from '../schema/units'
import { type BondSettlement, settleBonds } from './bonds'
import { emptyRows, type Gifts, gather, halves, type ProjectTotals } from './gifts'
import { judgeRound, type Proceedings } from './proceedings'
import type { Accepted } from './reward-rule'
import type { RoundInputs } from './round-sheet'
import { split } from './split'

/** One recipient of a round, with how its amount came about. Amounts in base units. */
export type Share = {
  readonly recipient: string
  readonly weight: Weight
  /** The most that it may be paid, by its rule and by the sheet's cap; null for no limit. */
  readonly most: BaseUnits | null
  readonly isCapped: boolean
  /** The unit that the largest remainder gave it: 0 or 1. */
  readonly rounded: bigint
  readonly units: BaseUnits
  readonly totals: ProjectTotals
}

export type Distribution = {
  readonly proceedings: Proceedings
  readonly bonds: BondSettlement
  /** What was there to split: pool and bonds, at most the sheet's `paidInAll`. */
  readonly available: BaseUnits
  readonly paid: BaseUnits
  /** Recipients that take part, ascending by id; also those that get nothing. */
  readonly shares: readonly Share[]
}

/**
 * distribute(sheet, submissions, verdicts, chain facts): the whole of a round, from what was signed to what is paid, in integer base
 * units. Pure; no order of anything that comes in changes a byte of what comes out. Throws a RangeError where the facts cannot be
 * (more positions, or more of the asset, than a round or the chain can hold).
 */
export function distribute(inputs: RoundInputs): Distribution {
  const { sheet, reward } = inputs
  const proceedings = judgeRound(inputs, inputs.audit)
  const bonds = settleBonds(inputs, proceedings)
  const recipients = whoTakesPart(inputs, proceedings)
  const gifts = giftsTo(recipients, reward.weighs === 'gifts' ? inputs.facts.positions : [], inputs)
  const accepted = acceptedOf(proceedings)
  const weighed = reward.weigh(sheet.reward.parameters, { recipients, gifts, accepted })
  const available = least(sheet.pool + bonds.toPool, sheet.caps.paidInAll)
  const rows = recipients.map((recipient, place) => {
    const totals = gifts.totals[place]!
    const { weight: own, most } = weighed[place]!
    const counted = totals.backers < sheet.minimumBackers ? weight(0n) : own
    return { recipient, totals, weight: counted, most: lower(most, sheet.caps.paidPerRecipient) }
  })
  const parts = split(
    available,
    rows.map((row) => row.weight),
    rows.map((row) => row.most),
  )
  const shares = rows.map((row, place) => ({ ...row, ...parts[place]!, units: baseUnits(parts[place]!.units) }))
  const paid = baseUnits(shares.reduce((sum, { units }) => sum + units, 0n))
  return { proceedings, bonds, available, paid, shares }
}

const least = (units: bigint, cap: bigint | null): BaseUnits => baseUnits(cap !== null && cap < units ? cap : units)
const lower = (a: BaseUnits | null, b: BaseUnits | null): BaseUnits | null => (a === null ? b : least(a, b))

/** Eligible, not excluded, and, where there is an audit, with accepted work and without fraud; ascending. */
export function whoTakesPart({ sheet, audit, facts }: RoundInputs, { submissions, verdicts }: Proceedings): string[] {
  const outcomes = new Map(verdicts.map(({ submission, outcome }) => [submission, outcome]))
  const accepted = new Set<string>()
  const frauds = new Set<string>()
  for (const { id, recipient } of submissions) {
    if (outcomes.get(id) === 'accepted') accepted.add(recipient)
    if (outcomes.get(id) === 'fraud') frauds.add(recipient)
  }
  const excluded = new Set(facts.exclusions.map(({ recipient }) => recipient))
  const eligible = sheet.eligible === 'open' ? [...accepted] : sheet.eligible
  return eligible
    .filter((id) => !excluded.has(id) && !frauds.has(id) && (audit === null || accepted.has(id)))
    .sort(byKey)
}

/** What the audit left of each recipient's submissions: all accepted units, the best rank. */
export function acceptedOf({ submissions, verdicts }: Proceedings): ReadonlyMap<string, Accepted> {
  const all = new Map<string, Accepted>()
  for (const [place, { recipient }] of submissions.entries()) {
    const { outcome, units, doubledRank } = verdicts[place]!
    if (outcome !== 'accepted') continue
    const before = all.get(recipient)
    const ranks = [before?.doubledRank ?? null, doubledRank].filter((rank) => rank !== null)
    const best = ranks.length === 0 ? null : ranks.reduce(lesser)
    all.set(recipient, { units: workUnits((before?.units ?? 0n) + units), doubledRank: best })
  }
  return all
}

/** Whether a position counts: its raise succeeded, its owner cannot take it back, in the sheet's asset, of a verified person. */
const countsIn =
  (mint: string | null) =>
  (position: Position): position is Position & { person: string } =>
    position.raise === 'succeeded' && !position.withdrawable && position.mint === mint && position.person !== null

/** The gifts to those who take part, in columns. */
function giftsTo(recipients: readonly string[], positions: readonly Position[], { sheet }: RoundInputs): Gifts {
  const places = new Map(recipients.map((recipient, place) => [recipient, place]))
  const counted = positions.filter(countsIn(sheet.asset.mint)).filter(({ project }) => places.has(project))
  const people = [...new Set(counted.map(({ person }) => person))].sort(byKey)
  const persons = new Map(people.map((person, place) => [person, place]))
  const rows = emptyRows(people.length, recipients.length, counted.length)
  for (const [row, { person, project, accepted }] of counted.entries()) {
    const { high, low } = halves(accepted)
    rows.person[row] = persons.get(person)!
    rows.project[row] = places.get(project)!
    rows.high[row] = high
    rows.low[row] = low
  }
  return gather(rows, sheet.caps.countedPerPerson)
}

/** The list of a round as it is published: canonical JSON, amounts as decimal strings. Two implementations must agree on its bytes. */
export function listText({ digest, facts }: RoundInputs, { available, bonds, paid, shares }: Distribution): string {
  return canonicalJson({
    version: 1,
    sheet: digest,
    slot: facts.slot.toString(),
    available: available.toString(),
    fromBonds: bonds.toPool.toString(),
    paid: paid.toString(),
    unpaid: (available - paid).toString(),
    recipients: shares.map((share) => ({
      recipient: share.recipient,
      weight: share.weight.toString(),
      units: share.units.toString(),
    })),
    auditors: bonds.toAuditors.map(({ person, units }) => ({ person, units: units.toString() })),
    bonds: bonds.lines.map(({ person, submission, slashed, returned }) => ({
      ...{ person, submission, slashed: slashed.toString(), returned: returned.toString() },
    })),
  })
}
