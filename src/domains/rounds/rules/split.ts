import { splitUnits } from '@/kit/money'

/** One part of a pool: base units, whether its cap was reached, and the unit that rounding gave it (0 or 1). */
export type Part = { units: bigint; isCapped: boolean; rounded: bigint }

/**
 * Water-filling, in base units: whoever would pass their cap gets the cap, the rest is split among the others, until nothing moves;
 * the last split goes by largest remainder, ties to the earlier weight. With everybody at a cap the rest of the pool stays unspent;
 * a weight of 0 gets nothing. `caps` runs along `weights`, null for no cap. Source: rounds.md, "Formulas".
 */
export function split(pool: bigint, weights: readonly bigint[], caps: readonly (bigint | null)[]): Part[] {
  const shares = weights.map((): Part => ({ units: 0n, isCapped: false, rounded: 0n }))
  let left = pool
  let open = weights.map((_, index) => index).filter((index) => weights[index]! > 0n)
  while (open.length > 0) {
    const total = open.reduce((sum, index) => sum + weights[index]!, 0n)
    const level = left
    const isOver = (index: number) => {
      const cap = caps[index] ?? null
      return cap !== null && level * weights[index]! >= cap * total
    }
    const under = open.filter((index) => !isOver(index))
    if (under.length === open.length) {
      const parts = splitUnits(
        left,
        open.map((index) => weights[index]!),
      )
      open.forEach((index, place) => {
        const units = parts[place]!
        shares[index] = { units, isCapped: false, rounded: units - (level * weights[index]!) / total }
      })
      return shares
    }
    for (const index of open.filter(isOver)) {
      shares[index] = { units: caps[index]!, isCapped: true, rounded: 0n }
      left -= caps[index]!
    }
    open = under
  }
  return shares
}
