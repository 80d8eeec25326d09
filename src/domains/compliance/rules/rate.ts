import { after, DAY, isWithin } from '@/kit/time'

/** What one whole coin of an asset cost at an instant, in millionths of a currency's unit: 0.052 USD are 52,000. */
export type Rate = { micros: bigint; asOf: Date }

const RATE_COUNTS = DAY

/** Whether a rate may be used: it is not of the future, and younger than 24 hours. */
export const isFresh = (rate: Rate | null, now: Date): rate is Rate =>
  rate !== null && isWithin(now, rate.asOf, after(rate.asOf, RATE_COUNTS))

const MICROS_OF_CENT = 10_000n

/** Base units in cents, rounded up: what is counted against a limit is never too little. */
export function centsOf(units: bigint, decimals: number, { micros }: Rate): bigint {
  const scale = 10n ** BigInt(decimals) * MICROS_OF_CENT
  return (units * micros + scale - 1n) / scale
}

/** The most base units that cost no more than these cents. */
export function unitsFor(cents: bigint, decimals: number, { micros }: Rate): bigint {
  if (cents <= 0n || micros <= 0n) return 0n
  return (cents * MICROS_OF_CENT * 10n ** BigInt(decimals)) / micros
}
