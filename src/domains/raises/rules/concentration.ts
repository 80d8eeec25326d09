import { basisPointsOf } from '@/kit/money'

/** How concentrated a raise is. Shares and indices in basis points, rounded down. */
export type Concentration = {
  holders: number
  /** The largest position's share. */
  topShare: bigint
  /** How many of the largest positions together hold more than half; 0 for none. */
  nakamoto: number
  /** 0: all alike. 10,000: one holds all. */
  gini: bigint
  /** Herfindahl-Hirschman index: the sum of squared shares; 10,000 for a single holder. */
  hhi: bigint
}

const descending = (a: bigint, b: bigint): number => (a === b ? 0 : a > b ? -1 : 1)

/** Measures over positions in base units. Zero positions count as nobody. */
export function concentration(positions: readonly bigint[]): Concentration {
  const held = positions.filter((units) => units > 0n).sort(descending)
  const total = held.reduce((sum, units) => sum + units, 0n)
  if (total === 0n) return { holders: 0, topShare: 0n, nakamoto: 0, gini: 0n, hhi: 0n }
  return {
    holders: held.length,
    topShare: basisPointsOf(held[0]!, total),
    nakamoto: nakamotoOf(held, total),
    gini: giniOf(held, total),
    hhi: (held.reduce((sum, units) => sum + units * units, 0n) * 10_000n) / (total * total),
  }
}

/** The same after somebody adds an amount: to the position at `index`, or as a new one. */
export function concentrationAfter(positions: readonly bigint[], added: bigint, index = -1): Concentration {
  const next = positions.map((units, at) => (at === index ? units + added : units))
  return concentration(index < 0 ? [...next, added] : next)
}

function nakamotoOf(descendingUnits: readonly bigint[], total: bigint): number {
  let sum = 0n
  for (const [index, units] of descendingUnits.entries()) {
    sum += units
    if (sum * 2n > total) return index + 1
  }
  return descendingUnits.length
}

/** Sum over the ranks of (2 * rank - n - 1) * units, over n * total, with rank 1 for the smallest. */
function giniOf(descendingUnits: readonly bigint[], total: bigint): bigint {
  const count = BigInt(descendingUnits.length)
  const sum = descendingUnits.reduce((all, units, index) => all + (count - 1n - 2n * BigInt(index)) * units, 0n)
  return (sum * 10_000n) / (count * total)
}
