import fc from 'fast-check'
import { DAY, type Terms, type Tranche } from './model-terms'

/** The moment at which every story begins. */
export const BEGINNING = 1_800_000_000n

const cutsArbitrary = (most: number): fc.Arbitrary<bigint[]> =>
  fc
    .uniqueArray(fc.integer({ min: 1, max: 9_999 }), { maxLength: most - 1 })
    .map((cuts) => [0, ...cuts.sort((a, b) => a - b), 10_000])
    .map((edges) => edges.slice(1).map((edge, i) => BigInt(edge - edges[i]!)))

const seconds = (...choices: bigint[]): fc.Arbitrary<bigint> => fc.constantFrom(...choices)

/** Amounts of a raise: of everyday size as `create` accepts them, or tiny ones that put every rounding to the test. */
export type Sizes = 'everyday' | 'tiny'

const amountsArbitrary = (sizes: Sizes, native: boolean, walletRent: bigint) =>
  fc
    .record({
      cap:
        sizes === 'tiny' ? seconds(5n, 7n, 100n, 997n) : seconds(10n ** 9n, 997_000_003n, 10n ** 12n + 39n, 1n << 53n),
      least: fc.integer({ min: 1, max: 400 }),
      part: fc.constantFrom(1n, 3n, 10n, 40n),
      extra: fc.nat(1_000_000),
      oversubscription: fc.boolean(),
    })
    .map(({ cap, least, part, extra, oversubscription }) => {
      const wide = oversubscription ? cap * part : cap / 10n
      const most = sizes === 'tiny' ? cap * part : wide
      const floor = native && walletRent > cap / 400n ? walletRent : cap / 400n
      const positionMinimum = sizes === 'tiny' ? 1n : floor
      const enough = (10_000n * cap + positionMinimum - 1n) / positionMinimum
      return {
        cap,
        minimum: 1n + (cap * BigInt(least)) / 400n - 1n || 1n,
        positionMinimum,
        positionMaximum: most,
        tokensAtCap: sizes === 'tiny' ? BigInt(extra % 1_500) + 1n : enough + BigInt(extra),
        oversubscription,
      }
    })

/** Random terms: with `sizes` everyday all of them pass `create`. */
export const termsArbitrary = (options: {
  sizes: Sizes
  native: boolean
  walletRent: bigint
  tranches: number
}): fc.Arbitrary<Terms> =>
  fc
    .record({
      amounts: amountsArbitrary(options.sizes, options.native, options.walletRent),
      days: fc.integer({ min: 1, max: 90 }),
      withdrawal: fc.integer({ min: 0, max: 100 }),
      reflectionSeconds: seconds(0n, 1n, DAY, 30n * DAY),
      confirmSeconds: seconds(5n * DAY, 30n * DAY),
      feeBps: seconds(0n, 37n, 500n, 1_000n),
      vesting: fc.constantFrom([0n, 0n], [0n, 77n], [DAY, 100n * DAY], [30n * DAY, 30n * DAY]),
      shares: cutsArbitrary(options.tranches),
    })
    .map(({ amounts, days, withdrawal, vesting, shares, ...rest }) => {
      const opensAt = BEGINNING + 3_600n
      const closesAt = opensAt + BigInt(days) * DAY
      const first = closesAt + 38n * DAY
      const tranche = (bps: bigint, k: number): Tranche => {
        const notBefore = first + BigInt(k) * 20n * DAY
        return { bps, notBefore, approveBy: k === 0 ? 0n : notBefore + 15n * DAY }
      }
      return {
        ...amounts,
        ...rest,
        native: options.native,
        opensAt,
        closesAt,
        withdrawUntil: opensAt + ((closesAt - opensAt) * BigInt(withdrawal)) / 100n,
        cliffSeconds: vesting[0]!,
        vestingSeconds: vesting[1]!,
        tranches: shares.map(tranche),
      }
    })
