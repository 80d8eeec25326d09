export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!
export const round = (value: number): number => Math.round(value * 100) / 100

/** A fast wrong run counts for nothing. */
export function fail(what: string): never {
  throw new Error(`the data are wrong: ${what}`)
}
