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
