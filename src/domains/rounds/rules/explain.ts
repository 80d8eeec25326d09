import type { BaseUnits, Weight, WorkUnits } from '../schema/units'
import { acceptedOf, type Distribution } from './distribute'
import type { RoundInputs } from './round-sheet'

/** What held a recipient's amount down, or why it gets nothing. */
export type Limit =
  | 'none'
  | 'cap-of-recipient'
  | 'units-times-rate'
  | 'minimum-backers'
  | 'no-weight'
  | 'excluded'
  | 'fraud'
  | 'not-accepted'
  | 'not-eligible'

/** "Explain my number": every step from inputs to amount. Amounts in base units. */
export type Explanation = {
  readonly recipient: string
  readonly backers: number
  readonly given: BaseUnits
  readonly peopleCapped: number
  readonly counted: BaseUnits
  readonly acceptedWork: WorkUnits
  readonly doubledRank: bigint | null
  readonly weight: Weight
  readonly totalWeight: Weight
  readonly available: BaseUnits
  /** floor(available x weight / total weight): what the split would give without caps. */
  readonly proportional: BaseUnits
  readonly limit: Limit
  /** The unit that the largest remainder gave: 0 or 1. */
  readonly rounded: bigint
  readonly units: BaseUnits
}

/** Explains one recipient's amount, or why there is none. */
export function explain(inputs: RoundInputs, distribution: Distribution, recipient: string): Explanation {
  const { shares, available, proceedings } = distribution
  const share = shares.find((one) => one.recipient === recipient)
  const total = shares.reduce((sum, { weight }) => sum + weight, 0n)
  const own = share?.weight ?? 0n
  const accepted = acceptedOf(proceedings).get(recipient)
  const explanation = {
    ...{ recipient, backers: share?.totals.backers ?? 0, given: share?.totals.given ?? 0n },
    ...{ peopleCapped: share?.totals.peopleCapped ?? 0, counted: share?.totals.counted ?? 0n },
    ...{ acceptedWork: accepted?.units ?? 0n, doubledRank: accepted?.doubledRank ?? null },
    ...{ weight: own, totalWeight: total, available },
    proportional: total > 0n ? (available * own) / total : 0n,
    limit: share ? limitOf(inputs, share) : whyNot(inputs, distribution, recipient),
    ...{ rounded: share?.rounded ?? 0n, units: share?.units ?? 0n },
  }
  return explanation as Explanation
}

function limitOf({ sheet }: RoundInputs, share: Distribution['shares'][number]): Limit {
  if (share.totals.backers < sheet.minimumBackers) return 'minimum-backers'
  if (share.weight === 0n) return 'no-weight'
  if (!share.isCapped) return 'none'
  return share.most === sheet.caps.paidPerRecipient ? 'cap-of-recipient' : 'units-times-rate'
}

function whyNot({ sheet, facts }: RoundInputs, { proceedings }: Distribution, recipient: string): Limit {
  const { submissions, verdicts } = proceedings
  if (sheet.eligible !== 'open' && !sheet.eligible.includes(recipient)) return 'not-eligible'
  if (facts.exclusions.some((one) => one.recipient === recipient)) return 'excluded'
  const outcomes = submissions.flatMap((one, place) => (one.recipient === recipient ? [verdicts[place]!.outcome] : []))
  return outcomes.includes('fraud') ? 'fraud' : 'not-accepted'
}
