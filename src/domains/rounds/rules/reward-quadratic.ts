import { z } from 'zod'
import { isqrt, toNearestDouble as toDouble } from '@/kit/integer'
import { weight } from '../schema/units'
import { type Gifts, joined, nearest } from './gifts'
import { rewardRule } from './reward-rule'

/** Decimals of a square root. */
const SCALE = 1_000_000_000
const BIG_SCALE = 1_000_000_000n
const MOST_EXACT = 9_007_199_254_740_992

/**
 * `quadratic`, version 1: weight(p) = floor((sum over people of sqrt(c))^2 / 10^18) - sum of c, at least 0; c is what one person gave to
 * p, in base units, after the sheet's `countedPerPerson`; sqrt(c) = isqrt(c x 10^18), nine decimals. No parameters.
 * Source: rounds.md, "Formulas"; plain quadratic funding less the gifts themselves (Buterin, Hitzig and Weyl, 2018).
 * Promise: one person alone gets a project nothing; one more person never lowers a project's weight.
 */
export const quadratic = rewardRule({
  id: 'quadratic',
  version: 1,
  parameters: z.strictObject({}),
  weighs: 'gifts',
  mostRecipients: 100_000,
  weigh: (_, { gifts }) => {
    const roots = sumsOfRoots(gifts)
    return gifts.totals.map(({ counted }, place) => {
      const root = roots[place]!
      const matched = (root * root) / (BIG_SCALE * BIG_SCALE) - counted
      return { weight: weight(matched > 0n ? matched : 0n), most: null }
    })
  },
})

/**
 * Sums of isqrt(c x 10^18) by project. A root is kept as its whole part (below 2^32) and nine decimals (below 10^9): sums of both stay
 * exact in doubles for as many rows as a round may hold, and no bigint is made for a row.
 */
function sumsOfRoots({ projects, project, high, low }: Gifts): bigint[] {
  const wholes = new Float64Array(projects)
  const decimals = new Float64Array(projects)
  for (let row = 0; row < project.length; row += 1) {
    const place = project[row]!
    const units = nearest(high[row]!, low[row]!)
    const whole = units < MOST_EXACT ? wholeRoot(units) : 0
    const decimal = units < MOST_EXACT ? decimalsOf(units, whole) : -1
    if (decimal < 0) {
      const root = isqrt(joined(high[row]!, low[row]!) * BIG_SCALE * BIG_SCALE)
      wholes[place]! += toDouble(root / BIG_SCALE)
      decimals[place]! += toDouble(root % BIG_SCALE)
    } else {
      wholes[place]! += whole
      decimals[place]! += decimal
    }
  }
  return Array.from(wholes, (whole, place) => BigInt(whole) * BIG_SCALE + BigInt(decimals[place]!))
}

/** The whole part of the root of a whole number below 2^53. */
function wholeRoot(units: number): number {
  const root = Math.floor(Math.sqrt(units))
  // The root of k^2 - 1 may round up to k.
  return root * root > units ? root - 1 : root
}

/**
 * The first nine decimals of the root as a whole number: sqrt(c) - a = (c - a^2) / (sqrt(c) + a), whose error is below 10^-15. Minus 1
 * where that lies too near to a whole number to be sure.
 */
function decimalsOf(units: number, whole: number): number {
  const rest = units - whole * whole
  if (rest === 0) return 0
  const scaled = (rest / (Math.sqrt(units) + whole)) * SCALE
  const decimal = Math.floor(scaled)
  const beyond = scaled - decimal
  return beyond < 0.0001 || beyond > 0.9999 ? -1 : decimal
}
