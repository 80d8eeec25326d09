import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Asset,
  add,
  formatMoney,
  formatUnits,
  KOII,
  money,
  mulDiv,
  parseMoney,
  share,
  splitUnits,
  U64_MAX,
} from './money'

const USDK: Asset<'USDK'> = { symbol: 'USDK', decimals: 6, mint: 'x' }
const units = fc.bigInt({ min: 0n, max: U64_MAX })

describe('what a person types', () => {
  test('250 KOII is 250,000,000,000 roe', () => {
    expect(parseMoney('250', KOII)).toEqual({ ok: true, money: money(KOII, 250_000_000_000n) })
  })
  test.each(['', '.5', '1.', '1,0', '1e3', '-1', '+1', '0x10', 'NaN', '1 0', '٣'])(
    '%j is refused with the accepted form',
    (text) => {
      expect(parseMoney(text, KOII)).toEqual({
        ok: false,
        problem: expect.stringContaining('digits and at most one point'),
      })
    },
  )
  test('more decimals than the token has are refused, not rounded', () => {
    expect(parseMoney('1.0000001', USDK)).toEqual({ ok: false, problem: 'USDK has 6 decimals; this amount has 7.' })
  })
  test('an amount that a u64 cannot hold is refused', () => {
    expect(parseMoney('18446744073.709551616', KOII).ok).toBe(false)
    expect(parseMoney('18446744073.709551615', KOII).ok).toBe(true)
  })
  test('every amount comes back as it was written', () => {
    fc.assert(
      fc.property(units, fc.constantFrom(KOII, USDK), (n, asset: Asset) => {
        const text = formatUnits(n, asset.decimals)
        expect(parseMoney(text, asset)).toEqual({ ok: true, money: money(asset, n) })
      }),
    )
  })
})

describe('arithmetic', () => {
  test('KOII and USDK do not add, at run time either', () => {
    expect(() => add(money(KOII as Asset, 1n), money(USDK as Asset, 1n))).toThrow('cannot combine KOII with USDK')
  })
  test('a share names its rounding', () => {
    expect(share(money(KOII, 3n), 5_000n, 'down').units).toBe(1n)
    expect(share(money(KOII, 3n), 5_000n, 'up').units).toBe(2n)
  })
  test('negative amounts are written with their sign', () => {
    expect(formatMoney(money(KOII, -5n))).toBe('-0.000000005 KOII')
  })
  test('mulDiv is the floor, and its ceiling is at most one more', () => {
    fc.assert(
      fc.property(units, units, fc.bigInt({ min: 1n, max: U64_MAX }), (a, b, c) => {
        const floor = mulDiv(a, b, c)
        expect(floor * c <= a * b && a * b < (floor + 1n) * c).toBe(true)
        expect([floor, floor + 1n]).toContain(mulDiv(a, b, c, 'up'))
      }),
    )
  })
  test('a split loses nothing and gives nobody more than one unit above the exact share', () => {
    fc.assert(
      fc.property(units, fc.array(units, { minLength: 1, maxLength: 20 }), (whole, weights) => {
        const total = weights.reduce((sum, weight) => sum + weight, 0n)
        fc.pre(total > 0n)
        const parts = splitUnits(whole, weights)
        expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(whole)
        parts.forEach((part, i) => {
          const floor = (whole * weights[i]!) / total
          expect(part === floor || part === floor + 1n).toBe(true)
        })
      }),
    )
  })
})
