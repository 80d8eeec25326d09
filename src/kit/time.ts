export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** The instant that lies `milliseconds` after `instant`. */
export const after = (instant: Date, milliseconds: number): Date => new Date(instant.getTime() + milliseconds)

/** Whether now lies in the half-open interval [from, until): the rule for every interval here and on chain. */
export const isWithin = (now: Date, from: Date, until: Date): boolean => from <= now && now < until

/** Whole seconds since 1970, as the chain counts; fractions are cut. */
export const toUnix = (instant: Date): bigint => BigInt(Math.floor(instant.getTime() / SECOND))

/** The instant of a chain time in whole seconds. */
export const fromUnix = (seconds: bigint): Date => new Date(Number(seconds) * SECOND)

/** `5 May 2026, 18:00 UTC`: how an instant is written for people, everywhere the same. */
export function formatInstant(instant: Date): string {
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
  const two = (n: number) => n.toString().padStart(2, '0')
  const day = `${instant.getUTCDate()} ${months[instant.getUTCMonth()]} ${instant.getUTCFullYear()}`
  return `${day}, ${two(instant.getUTCHours())}:${two(instant.getUTCMinutes())} UTC`
}
