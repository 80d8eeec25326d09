import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { COUNTRY_CODES } from '@/kit/country'
import {
  bearableLoss,
  ecsprExtraStepAbove,
  isHighNetWorth,
  netWorthOf,
  regCfLimit,
  restrictedLimit,
} from './investor-limit'
import { centsOf, isFresh, unitsFor } from './rate'
import { INSTRUMENTS, REGIMES, type RegimeRule, regimeOf, regimesFor, ruleAt } from './regime'
import { bannerOf, KIIS_TEXTS, RISK_WARNINGS } from './regime-words'

describe('which regime applies', () => {
  test('B1: by residence and instrument, and everything that is not named is blocked', () => {
    const table = Object.fromEntries(
      ['DE', 'IS', 'US', 'GB', 'CH'].map((country) => [country, INSTRUMENTS.map((one) => regimeOf(country, one))]),
    )
    expect(table).toEqual({
      DE: ['ECSPR', 'ECSPR', 'ECSPR', 'MICA_T2', null],
      IS: ['ECSPR', 'ECSPR', 'ECSPR', 'MICA_T2', null],
      US: [null, 'REG_CF', null, null, null],
      GB: ['FCA_RMMI', 'FCA_RMMI', null, 'FCA_CRYPTO', null],
      CH: [null, null, null, null, null],
    })
    const known = COUNTRY_CODES.filter((country) => INSTRUMENTS.some((one) => regimeOf(country, one) !== null))
    expect(known).toHaveLength(32)
    for (const nowhere of ['', 'de', 'EU', 'UK', 'XX']) expect(regimeOf(nowhere, 'LOAN')).toBeNull()
  })
  test('a US person meets the rules of both places, or none', () => {
    const one = (country: string, usPerson: boolean) => regimesFor({ country, usPerson }, 'TRANSFERABLE_SECURITY')
    expect(one('DE', true)).toEqual(['ECSPR', 'REG_CF'])
    expect(one('US', true)).toEqual(['REG_CF'])
    expect(one('DE', false)).toEqual(['ECSPR'])
    expect(one('CH', true)).toBeNull()
    expect(regimesFor({ country: 'DE', usPerson: true }, 'LOAN')).toBeNull()
  })
  test('the newest version in force counts, from its first instant to before its last', () => {
    const at = (text: string) => new Date(text)
    const rule = (version: number, from: string, to: string | null): RegimeRule => ({
      ...{ regime: 'REG_CF', version, params: {} },
      ...{ effectiveFrom: at(from), effectiveTo: to === null ? null : at(to) },
    })
    const rules = [rule(1, '2022-09-20T00:00:00Z', '2027-09-20T00:00:00Z'), rule(2, '2027-09-20T00:00:00Z', null)]
    const version = (text: string) => ruleAt(rules, 'REG_CF', at(text))?.version
    expect(version('2022-09-19T23:59:59.999Z')).toBeUndefined()
    expect(version('2022-09-20T00:00:00.000Z')).toBe(1)
    expect(version('2027-09-19T23:59:59.999Z')).toBe(1)
    expect(version('2027-09-20T00:00:00.000Z')).toBe(2)
    expect(ruleAt(rules, 'ECSPR', at('2027-01-01T00:00:00Z'))).toBeNull()
  })
})

const NUMBERS = { threshold: 12_400_000n, floor: 250_000n, most: 12_400_000n }
const usd = (amount: string): bigint => {
  const [whole = '', cents = ''] = amount.split('.')
  return BigInt(whole + cents.padEnd(2, '0'))
}

describe('B3: the limit of Regulation Crowdfunding', () => {
  test.for([
    ['30000', '105000', '5250'],
    ['150000', '80000', '7500'],
    ['20000', '10000', '2500'],
    ['124000', '124000', '12400'],
    ['123999.99', '1000000', '50000'],
    ['200000', '900000', '90000'],
    ['1200000', '2000000', '124000'],
    ['50000', '5000000', '124000'],
  ] as const)('income %s and net worth %s allow %s dollars', ([income, netWorth, limit]) => {
    expect(regCfLimit({ income: usd(income), netWorth: usd(netWorth) }, NUMBERS)).toBe(usd(limit))
    expect(regCfLimit({ income: usd(netWorth), netWorth: usd(income) }, NUMBERS)).toBe(usd(limit))
  })
  test('never goes over the cap, never under the floor, and never falls when somebody owns more on both sides', () => {
    const cents = fc.bigInt({ min: 0n, max: 10n ** 12n })
    fc.assert(
      fc.property(cents, cents, cents, (income, netWorth, more) => {
        const limit = regCfLimit({ income, netWorth }, NUMBERS)
        expect(limit >= NUMBERS.floor && limit <= NUMBERS.most).toBe(true)
        expect(regCfLimit({ income: income + more, netWorth: netWorth + more }, NUMBERS) >= limit).toBe(true)
      }),
    )
  })
})

describe('B2 and B4: what somebody can bear', () => {
  test.for([
    [null, 100_000n],
    [-5_000_000n, 100_000n],
    [1_999_999n, 100_000n],
    [2_000_000n, 100_000n],
    [2_000_020n, 100_001n],
    [10_000_000n, 500_000n],
  ] as const)('with a net worth of %s cents the extra step begins above %s', ([netWorth, above]) => {
    expect(ecsprExtraStepAbove(netWorth, 100_000n)).toBe(above)
  })
  test('a tenth of the net worth, nothing of a negative one; a high net worth from the numbers on', () => {
    const netWorth = netWorthOf({ income: 4_000_000n, liquid: 1_500_000n, commitments: 2_500_000n })
    expect([netWorth, bearableLoss(netWorth), bearableLoss(-1n), restrictedLimit(1_009n)]).toEqual([
      ...[3_000_000n, 300_000n, 0n, 100n],
    ])
    const numbers = { income: 10_000_000n, netAssets: 25_000_000n }
    const high = (income: bigint, netAssets: bigint) => isHighNetWorth({ income, netAssets }, numbers)
    expect([high(9_999_999n, 24_999_999n), high(10_000_000n, 0n), high(0n, 25_000_000n)]).toEqual([false, true, true])
  })
})

describe('a rate', () => {
  const asOf = new Date('2027-01-04T09:00:00Z')
  test('E13: counts from its instant to 24 hours later, exclusive; one of the future does not', () => {
    const fresh = (milliseconds: number) => isFresh({ micros: 52_000n, asOf }, new Date(asOf.getTime() + milliseconds))
    expect([-1, 0, 86_399_999, 86_400_000].map(fresh)).toEqual([false, true, true, false])
    expect(isFresh(null, asOf)).toBe(false)
  })
  test('what fits into a limit never costs more than it, and one unit more would', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 9n }),
        fc.bigInt({ min: 1n, max: 10n ** 10n }),
        fc.integer({ min: 0, max: 9 }),
        (cents, micros, decimals) => {
          const rate = { micros, asOf }
          const units = unitsFor(cents, decimals, rate)
          expect(centsOf(units, decimals, rate) <= cents).toBe(true)
          expect(centsOf(units + 1n, decimals, rate) > cents).toBe(true)
        },
      ),
    )
  })
})

/** Of the texts as they stand in the regulation. */
const LENGTHS = { disclaimer: 426, riskWarning: 755 }
const DIGESTS = {
  disclaimer: '40c20c9222e51d07baab54c6637da53b0d2a8dc6b57cacfd7abe7a25823f01ab',
  riskWarning: '9a2f27ccb1d06666d0add2e9bcfe21a219dcff332dcf7d50129f3cc8cfa923c9',
}

test('the fixed texts of a key investment information sheet are byte for byte those of article 23(6)', () => {
  const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex')
  expect([KIIS_TEXTS.disclaimer.length, KIIS_TEXTS.riskWarning.length]).toEqual([
    LENGTHS.disclaimer,
    LENGTHS.riskWarning,
  ])
  expect({ disclaimer: digest(KIIS_TEXTS.disclaimer), riskWarning: digest(KIIS_TEXTS.riskWarning) }).toEqual(DIGESTS)
  expect(Object.keys(RISK_WARNINGS)).toEqual(expect.arrayContaining([...REGIMES]))
})

test('on every page of an offer stands what the rules of the United Kingdom and of the European Union want there, and no more', () => {
  const bannersWith = (params: Record<string, string>) => REGIMES.map((regime) => bannerOf({ regime, params }))
  const guarantees = expect.stringMatching(/neither by a deposit guarantee scheme \(Directive 2014\/49\/EU\) nor by/)
  const british = [RISK_WARNINGS.FCA_RMMI, RISK_WARNINGS.FCA_CRYPTO]
  expect(bannersWith({ reflectionDays: '4' })).toEqual([guarantees, null, null, ...british])
  expect(bannersWith({ reflectionDays: '4' })[0]).toContain(
    'can take it back for 4 days after committing, without a reason',
  )
  // A regime without numbers closes every offer: it promises nothing.
  expect(bannersWith({})[0]).not.toContain('take it back')
})
