/** A part of a whole, exactly: `over / of`, in lowest terms. */
export type Share = { over: bigint; of: bigint }

export const NONE: Share = { over: 0n, of: 1n }
export const WHOLE: Share = { over: 1n, of: 1n }

const gcd = (one: bigint, other: bigint): bigint => {
  let [a, b] = [one, other]
  while (b > 0n) [a, b] = [b, a % b]
  return a
}

const reduced = (over: bigint, of: bigint): Share => {
  const common = gcd(over, of)
  return { over: over / common, of: of / common }
}

/** Reads a percentage with up to six decimals (`33.25`) or a fraction (`1/3`); null for anything else, and for more than the whole. */
export function parseShare(text: string): Share | null {
  const fraction = /^(\d{1,12})\/(\d{1,12})$/.exec(text.trim())
  const percent = /^(\d{1,3})(?:\.(\d{1,6}))?$/.exec(text.trim())
  const decimals = percent?.[2] ?? ''
  const [over, of] = fraction
    ? [BigInt(fraction[1]!), BigInt(fraction[2]!)]
    : percent
      ? [BigInt(`${percent[1]}${decimals}`), 100n * 10n ** BigInt(decimals.length)]
      : [0n, 0n]
  return of === 0n || over > of ? null : reduced(over, of)
}

export const add = (one: Share, other: Share): Share =>
  reduced(one.over * other.of + other.over * one.of, one.of * other.of)
export const times = (one: Share, other: Share): Share => reduced(one.over * other.over, one.of * other.of)
export const sameShare = (one: Share, other: Share): boolean => one.over * other.of === other.over * one.of
/** Whether a share reaches so many hundredths of a percent. */
export const reaches = ({ over, of }: Share, bps: bigint): boolean => over * 10_000n >= bps * of
/** Whether a share is more than half. */
export const isMajority = ({ over, of }: Share): boolean => over * 2n > of

/** `33.33 %`, cut and never rounded up: for glancing. */
export function shareWords({ over, of }: Share): string {
  const hundredths = (over * 10_000n) / of
  const cut = hundredths * of === over * 10_000n ? '' : 'just over '
  const [whole, rest] = [hundredths / 100n, hundredths % 100n]
  return `${cut}${whole}${rest === 0n ? '' : `.${rest.toString().padStart(2, '0')}`} %`
}
