import { SCALE } from './age-factors'

/**
 * How likely a submission of this wallet is audited, in billionths: p = max(p_min, 1 - score). Whoever is new or unreliable is always
 * looked at, whoever is reliable now and then. `least` is p_min, 0 to 10^9.
 */
export function auditChance(score: bigint, least: bigint): bigint {
  assertShare(score, 'a score')
  assertShare(least, 'the smallest chance')
  const chance = SCALE - score
  return chance > least ? chance : least
}

/**
 * The least that anybody weighs when auditors are drawn, of 10^9: reputation can be earned without money, so everybody can be drawn. Who has
 * a higher score weighs as much as it.
 */
export const NEWCOMER_WEIGHT = 50_000_000

function assertShare(value: bigint, name: string): void {
  if (value < 0n || value > SCALE) throw new RangeError(`${name} lies between 0 and 1,000,000,000 billionths: ${value}`)
}
