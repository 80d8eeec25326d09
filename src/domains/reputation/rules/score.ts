import { AGE_FACTORS, HALF_LIFE_DAYS, SCALE } from './age-factors'

/** One outcome as it counts in a score: whether it was kept, how many it stands for, and its age in whole days. */
export type Outcome = { kept: boolean; weight: number; ageDays: number }

/** z = 1.96, the two-sided 95 % point of the normal distribution, as the rational 196/100 = 49/25. */
export const Z = { numerator: 196, denominator: 100 } as const

/**
 * How much an outcome of this age still counts: floor(10^9 * 2^(-days/90)), a number with 9 decimals. Halving a rounded number and
 * rounding again is the same as rounding once, so 90 values are enough. A time to come counts as now.
 */
export function ageFactor(days: number): bigint {
  const age = Math.max(0, days)
  // Beyond its 30 bits a factor is 0; a shift by millions would only take time.
  const halvings = Math.min(64, Math.floor(age / HALF_LIFE_DAYS))
  return BigInt(AGE_FACTORS[age % HALF_LIFE_DAYS]!) >> BigInt(halvings)
}

/** The largest whole number whose square is not above `value`. Throws a RangeError below 0. */
export function isqrt(value: bigint): bigint {
  if (value < 0n) throw new RangeError('there is no root below 0')
  if (value < 2n) return value
  let root = 1n << BigInt((value.toString(2).length + 1) >> 1)
  for (;;) {
    const next = (root + value / root) >> 1n
    if (next >= root) return root
    root = next
  }
}

/**
 * The lower bound of Wilson's interval over outcomes that fade with age: a number with 9 decimals from 0 (nothing known, or nothing
 * kept) to below 1. With n the faded weight of all, s that of what was kept, and z = 49/25, it is
 *
 *     (s + z^2/2 - z * sqrt(s * (n - s) / n + z^2/4)) / (n + z^2)
 *
 * In whole numbers, with N and S as n and s times 10^9, numerator and denominator are taken 1,250 times so that z^2 is whole:
 * (1250 S + 2401 K - 49 sqrt(2500 K S (N - S) / N + 2401 K^2)) / (1250 N + 4802 K), K = 10^9. The division under the root and the
 * last one round down; the root is isqrt of its value times 10^18, so it has 9 decimals more.
 */
export function wilsonLowerBound(outcomes: Iterable<Outcome>): bigint {
  let [all, kept] = [0n, 0n]
  for (const outcome of outcomes) {
    const counts = BigInt(outcome.weight) * ageFactor(outcome.ageDays)
    all += counts
    if (outcome.kept) kept += counts
  }
  if (all === 0n) return 0n
  const spread = (2_500n * SCALE * kept * (all - kept)) / all + 2_401n * SCALE ** 2n
  const root = isqrt(spread * SCALE ** 2n)
  const above = SCALE * (1_250n * kept + 2_401n * SCALE) - 49n * root
  const below = SCALE * (1_250n * all + 4_802n * SCALE)
  return (SCALE * above) / below
}

/** A score with its 9 decimals: `0.793456012`. */
export const scoreText = (score: bigint): string => `0.${score.toString().padStart(9, '0')}`
