import { toSafeInteger } from '@/kit/integer'
import { type Asset, parseMoney } from '@/kit/money'
import { fromUnix, toUnix } from '@/kit/time'

/** A percentage with two decimals is a whole number of basis points, so it is read like money. */
const PERCENT: Asset = { symbol: 'A percentage', decimals: 2, mint: null }

/** Basis points of a typed percentage: `12.5` -> 1250. Null for anything else. */
export function basisPoints(text: string): number | null {
  const parsed = parseMoney(text, PERCENT)
  return parsed.ok && parsed.money.units <= 10_000n ? toSafeInteger(parsed.money.units) : null
}

/** Unix seconds of an instant typed as UTC, `2027-05-05T18:00`. The text must have passed the schema. */
export const unixOf = (minute: string): number => toSafeInteger(toUnix(new Date(minute.concat(':00Z'))))

/** An instant from its unix seconds. */
export const instantOf = (unixSeconds: number): Date => fromUnix(BigInt(unixSeconds))

/** Base units of an amount typed in an asset; null when it is not an amount of that asset. */
export function unitsOf(text: string, asset: Asset): bigint | null {
  const parsed = parseMoney(text, asset)
  return parsed.ok ? parsed.money.units : null
}

/** The sum of typed amounts; what is not (yet) an amount counts as nothing, so that a form can show a running sum. */
export const runningSum = (texts: readonly string[], asset: Asset): bigint =>
  texts.reduce((sum, text) => sum + (unitsOf(text, asset) ?? 0n), 0n)

/** The sum of typed percentages in basis points, for a form's running sum. */
export const allocated = (percents: readonly string[]): number =>
  percents.reduce((sum, percent) => sum + (basisPoints(percent) ?? 0), 0)
