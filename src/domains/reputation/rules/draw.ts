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

/** What a wallet without any history weighs, in billionths: reputation can be earned without money, so everybody can be drawn. */
export const NEWCOMER_WEIGHT = 50_000_000n

/** The weight of a wallet when auditors are drawn, in billionths: its score and a newcomer's share, from 0.05 to below 1.05. */
export function drawWeight(score: bigint): bigint {
  assertShare(score, 'a score')
  return NEWCOMER_WEIGHT + score
}

function assertShare(value: bigint, name: string): void {
  if (value < 0n || value > SCALE) throw new RangeError(`${name} lies between 0 and 1,000,000,000 billionths: ${value}`)
}
