/** A whole number from text; null for anything else. Safe integers only. */
export function parseInteger(text: string): number | null {
  if (!/^-?\d{1,16}$/.test(text)) return null
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : null
}

/** A bigint as a number, for counts and basis points. Throws a RangeError where it would lose precision. */
export function toSafeInteger(value: bigint): number {
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw new RangeError(`${value} does not fit a number`)
  return number
}

/** The double that lies nearest to a whole number, ties to even: for formulas that are defined in doubles, never for money. */
export const toNearestDouble = (value: bigint): number => Number(value)

/** The largest whole number whose square is at most `value` (Newton's method from above). Throws a RangeError below 0. */
export function isqrt(value: bigint): bigint {
  if (value < 0n) throw new RangeError('there is no whole square root of a number below 0')
  if (value < 2n) return value
  let root = 1n << BigInt((value.toString(2).length + 1) >> 1)
  for (;;) {
    const next = (root + value / root) >> 1n
    if (next >= root) return root
    root = next
  }
}

/** The smaller of two whole numbers. */
export function lesser<Kind extends bigint>(a: Kind, b: Kind): Kind {
  if (b < a) return b
  return a
}
