/** Orders by id, ascending by bytes: ids are ASCII. */
export const byId = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

export const sum = (numbers: Iterable<bigint>): bigint => {
  let total = 0n
  for (const number of numbers) total += number
  return total
}

/** The least of some amounts, of which null sets no bound. */
export const least = (first: bigint, ...others: readonly (bigint | null)[]): bigint =>
  others.reduce<bigint>((best, other) => (other !== null && other < best ? other : best), first)

/** An amount that may be null, which sets no bound. */
export const bound = (amount: string | null): bigint | null => (amount === null ? null : BigInt(amount))

/** The middle one, of an even count the lower of the two; null of none. */
export function lowerMedian(values: readonly bigint[]): bigint | null {
  const sorted = values.toSorted((one, other) => (one < other ? -1 : one > other ? 1 : 0))
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null
}

/** The middle one, of an even count halfway between the two; null of none. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((one, other) => one - other)
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]]
  return low === undefined || high === undefined ? null : (low + high) / 2
}

/** The whole root, rounded down, of a number that is not negative. */
export function wholeRoot(square: bigint): bigint {
  if (square < 2n) return square
  // The double is near enough for Newton's method to need a step or two; from above it never passes the root.
  let root = BigInt(Math.floor(Math.sqrt(Number(square))))
  root += (root >> 50n) + 1n
  for (;;) {
    const next = (root + square / root) >> 1n
    if (next >= root) return root
    root = next
  }
}

/** Splits by weight: each share rounded down, then one more to the largest remainders, ties in the order given. */
export function shareOut(amount: bigint, weights: readonly bigint[]): bigint[] {
  const total = sum(weights)
  if (total === 0n) return weights.map(() => 0n)
  const shares = weights.map((weight) => (amount * weight) / total)
  const remainders = weights.map((weight) => (amount * weight) % total)
  const places = weights.map((_, place) => place)
  places.sort((one, other) =>
    remainders[one]! > remainders[other]! ? -1 : remainders[one]! < remainders[other]! ? 1 : 0,
  )
  for (const place of places.slice(0, Number(amount - sum(shares)))) shares[place]! += 1n
  return shares
}
