const min = (one: bigint, other: bigint): bigint => (one < other ? one : other)
const max = (one: bigint, other: bigint): bigint => (one > other ? one : other)
const share = (cents: bigint, bps: bigint): bigint => (cents * bps) / 10_000n

/** The numbers of 17 CFR 227.100(a)(2), cents of a dollar: they follow inflation, so they are data. */
export type RegCfNumbers = { threshold: bigint; floor: bigint; most: bigint }

/**
 * What a person who is not accredited may invest in 12 months under Regulation Crowdfunding, over all issuers and portals.
 * The cap is put on both branches: portals read the text in both ways, and this is the stricter one.
 */
export function regCfLimit({ income, netWorth }: { income: bigint; netWorth: bigint }, numbers: RegCfNumbers): bigint {
  const larger = max(income, netWorth)
  const raw =
    min(income, netWorth) < numbers.threshold ? max(numbers.floor, share(larger, 500n)) : share(larger, 1_000n)
  return min(numbers.most, raw)
}

/** Regulation (EU) 2020/1503, article 21(7): above this amount an offer asks for a warning, consent and proof of understanding. */
export const ecsprExtraStepAbove = (netWorth: bigint | null, floor: bigint): bigint =>
  netWorth === null ? floor : max(floor, share(max(netWorth, 0n), 500n))

/** Article 21(5): what a person can bear to lose, a tenth of the net worth; nothing of a negative one. */
export const bearableLoss = (netWorth: bigint): bigint => share(max(netWorth, 0n), 1_000n)

/** Delegated Regulation (EU) 2022/2114, article 7. All cents of a year. */
export const netWorthOf = (sums: { income: bigint; liquid: bigint; commitments: bigint }): bigint =>
  sums.income + sums.liquid - sums.commitments

/** COBS 4.12A: a restricted investor keeps to a tenth of the net assets within 12 months. */
export const restrictedLimit = (netAssets: bigint): bigint => share(max(netAssets, 0n), 1_000n)

/** COBS 4.12A: a high net worth investor has an income of 100,000 pounds or net assets of 250,000, in pence. */
export const isHighNetWorth = (
  { income, netAssets }: { income: bigint; netAssets: bigint },
  numbers: { income: bigint; netAssets: bigint },
): boolean => income >= numbers.income || netAssets >= numbers.netAssets
