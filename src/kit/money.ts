/** Money is a whole number of base units of one asset. There is no other number for money in this house. */
export type Asset<Symbol extends string = string> = {
  readonly symbol: Symbol
  readonly decimals: number
  /** The token's mint address; null for the chain's native coin and for fiat. */
  readonly mint: string | null
}

export type Money<Symbol extends string = string> = { readonly asset: Asset<Symbol>; readonly units: bigint }

export type Rounding = 'down' | 'up'

/** KOII, the native coin of K2: 10^9 roe to the coin. */
export const KOII: Asset<'KOII'> = { symbol: 'KOII', decimals: 9, mint: null }

/** The largest amount that a u64 on chain can carry. */
export const U64_MAX = 2n ** 64n - 1n

/** What an amount field accepts, in the words that error messages use. */
export const AMOUNT_FORM = 'digits and at most one point, for example 250 or 0.5'

export const money = <S extends string>(asset: Asset<S>, units: bigint): Money<S> => ({ asset, units })

export const zero = <S extends string>(asset: Asset<S>): Money<S> => money(asset, 0n)

export type ParsedMoney<S extends string> = { ok: true; money: Money<S> } | { ok: false; problem: string }

/** Reads what a person typed. More decimals than the asset has are refused, never rounded. */
export function parseMoney<S extends string>(text: string, asset: Asset<S>): ParsedMoney<S> {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text.trim())
  if (!match) return { ok: false, problem: `Write the amount as ${AMOUNT_FORM}.` }
  const [, whole = '', fraction = ''] = match
  if (fraction.length > asset.decimals) {
    return { ok: false, problem: `${asset.symbol} has ${asset.decimals} decimals; this amount has ${fraction.length}.` }
  }
  const units = BigInt(whole + fraction.padEnd(asset.decimals, '0'))
  if (units > U64_MAX) return { ok: false, problem: `This is more ${asset.symbol} than the chain can count.` }
  return { ok: true, money: money(asset, units) }
}

/** The amount alone, exact, without trailing zeros: `250.5`. */
export function formatUnits(units: bigint, decimals: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '')
  return `${units < 0n ? '-' : ''}${whole}${fraction && `.${fraction}`}`
}

/** A narrow no-break space groups digits: it never breaks a number over two lines. */
const GROUP = '\u202f'

/** `1 234 567.89`, exact. */
export function groupDigits(text: string): string {
  const [whole = '', fraction] = text.split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, GROUP)
  return fraction ? `${grouped}.${fraction}` : grouped
}

/** Amount and symbol, exact: `250.5 KOII`. */
export const formatMoney = ({ asset, units }: Money): string => `${formatUnits(units, asset.decimals)} ${asset.symbol}`

export function add<S extends string>(a: Money<S>, b: Money<NoInfer<S>>): Money<S> {
  assertSameAsset(a, b)
  return money(a.asset, a.units + b.units)
}

export function subtract<S extends string>(a: Money<S>, b: Money<NoInfer<S>>): Money<S> {
  assertSameAsset(a, b)
  return money(a.asset, a.units - b.units)
}

export function isLess<S extends string>(a: Money<S>, b: Money<NoInfer<S>>): boolean {
  assertSameAsset(a, b)
  return a.units < b.units
}

/** floor(a * b / c) over whole numbers, or its ceiling. c > 0, a and b >= 0. */
export function mulDiv(a: bigint, b: bigint, c: bigint, rounding: Rounding = 'down'): bigint {
  if (a < 0n || b < 0n || c <= 0n) throw new RangeError('mulDiv takes a, b >= 0 and c > 0')
  const product = a * b
  return product / c + (rounding === 'up' && product % c > 0n ? 1n : 0n)
}

/** A share in basis points (1/10,000). The caller names the rounding, because someone loses the remainder. */
export const share = <S extends string>(of: Money<S>, basisPoints: bigint, rounding: Rounding): Money<S> =>
  money(of.asset, mulDiv(of.units, basisPoints, 10_000n, rounding))

/** Part of whole in basis points, rounded down; 0 when the whole is 0. For bars and percents, never for payments. */
export const basisPointsOf = (part: bigint, whole: bigint): bigint => (whole > 0n ? mulDiv(part, 10_000n, whole) : 0n)

/**
 * Splits a number of units by weight; the parts sum to the whole exactly. Spare units go to the largest remainders,
 * ties to the earlier weight, so the caller sorts by a stable id first.
 */
export function splitUnits(whole: bigint, weights: readonly bigint[]): bigint[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0n)
  if (total <= 0n || whole < 0n || weights.some((weight) => weight < 0n)) {
    throw new RangeError('splitUnits takes a whole >= 0 and weights >= 0 with a positive sum')
  }
  const parts = weights.map((weight) => (whole * weight) / total)
  let spare = whole - parts.reduce((sum, part) => sum + part, 0n)
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: (whole * weight) % total }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1))
  for (const { index } of byRemainder) {
    if (spare === 0n) break
    parts[index] = parts[index]! + 1n
    spare -= 1n
  }
  return parts
}

/** The compiler stops most mixing; this stops the rest (assets read from the database are known only at run time). */
function assertSameAsset(a: Money, b: Money): void {
  if (a.asset.symbol !== b.asset.symbol || a.asset.mint !== b.asset.mint) {
    throw new TypeError(`cannot combine ${a.asset.symbol} with ${b.asset.symbol}`)
  }
}
