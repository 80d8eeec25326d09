import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DAY, after as plus } from '@/kit/time'
import { type ApprovalFacts, conditionsOf, isAutomatic, sameName } from './approval'
import { CHECK_ERRORS, failureOf, MOST_ATTEMPTS } from './check'
import { reviewDates } from './reverify'
import { type RiskInputs, riskOf } from './risk'

const now = new Date('2026-05-01T12:00:00Z')
const day = (text: string) => new Date(`${text}T00:00:00Z`)

describe('an approval without people', () => {
  const all: ApprovalFacts = {
    ...{ documentAndFace: true, nameAgrees: true, birthDateAgrees: true, screening: 'clear', isPep: false },
    ...{ countryRisk: 'low', documentExpires: plus(now, 31 * DAY), walletClean: true, duplicate: false },
  }
  test('needs every condition; what is unknown does not hold', () => {
    expect(isAutomatic(conditionsOf(all, now))).toBe(true)
    const broken: Partial<ApprovalFacts>[] = [
      ...[{ documentAndFace: false }, { nameAgrees: false }, { birthDateAgrees: false }, { duplicate: true }],
      ...[{ screening: null }, { screening: 'candidates' as const }, { screening: 'unavailable' as const }],
      ...[{ isPep: true }, { isPep: null }, { walletClean: false }, { walletClean: null }],
      ...[{ countryRisk: 'medium' as const }, { documentExpires: null }, { documentExpires: plus(now, 30 * DAY) }],
    ]
    for (const change of broken)
      expect(isAutomatic(conditionsOf({ ...all, ...change }, now)), JSON.stringify(change)).toBe(false)
  })
  test('names agree by their words, whatever order, case and accents', () => {
    expect(sameName('ZWÖLFENDER, Canary', 'canary zwolfender')).toBe(true)
    expect(sameName('Canary B. Zwölfender', 'Canary Zwölfender')).toBe(false)
    expect(sameName('', '')).toBe(false)
  })
})

describe('a risk score', () => {
  const least = {
    ...{ country: 'DE', route: 'provider' as const, isPep: false, walletAdverse: false, cashLike: false },
    ...{ amountBand: 0, addressElsewhere: false, newWallet: false },
  }
  const countries = { asOf: '2026-02-13', high: ['IR'], medium: ['KE'] }
  const scored = (inputs: RiskInputs) => riskOf(inputs, countries)
  test('is the sum of its inputs, which are kept beside it', () => {
    expect(scored(least)).toMatchObject({ score: 0, level: 'low', inputs: least })
    expect(scored({ ...least, route: 'manual', country: 'KE', newWallet: true })).toMatchObject({
      score: 30,
      level: 'medium',
    })
    expect(scored({ ...least, country: 'IR', isPep: true })).toMatchObject({ score: 80, level: 'high' })
    expect(scored({ ...least, isPep: true, amountBand: 19 })).toMatchObject({ score: 59, level: 'medium' })
    expect(scored({ ...least, isPep: true, amountBand: 20 })).toMatchObject({ score: 60, level: 'high' })
  })
  test('is never low while something is unknown', () => {
    expect(scored({ ...least, isPep: null })).toMatchObject({ score: 0, level: 'medium' })
  })
})

describe('a review', () => {
  test('is due 30 days before 12 months are over, or before the document ends', () => {
    expect(reviewDates(now, null)).toEqual({
      dueAt: new Date('2027-04-01T12:00:00Z'),
      until: new Date('2027-05-01T12:00:00Z'),
    })
    expect(reviewDates(now, day('2040-01-01'))).toEqual(reviewDates(now, null))
    expect(reviewDates(now, day('2026-08-31'))).toEqual({ dueAt: day('2026-08-01'), until: day('2026-10-01') })
  })
  test('is never due after its end', () => {
    fc.assert(
      fc.property(fc.option(fc.integer({ min: -100, max: 5_000 })), (days) => {
        const { dueAt, until } = reviewDates(now, days === null ? null : plus(now, days * DAY))
        expect(dueAt.getTime()).toBeLessThan(until.getTime())
        expect(until.getTime()).toBeLessThanOrEqual(plus(now, 366 * DAY).getTime())
      }),
    )
  })
})

describe('a failed check', () => {
  test('is never repeated beyond three, and never after what a person must see', () => {
    const code = fc.constantFrom(...Object.keys(CHECK_ERRORS), 'something_new', '__proto__')
    fc.assert(
      fc.property(fc.array(code, { minLength: 1, maxLength: 40 }), (codes) => {
        let attempts = 0
        const before: string[] = []
        for (const one of codes) {
          const { event, counts, hold } = failureOf(one, attempts, before)
          attempts += counts ? 1 : 0
          before.push(one)
          if (hold || !Object.hasOwn(CHECK_ERRORS, one)) expect(event).toBe('provider_review')
          if (event === 'provider_review') return
        }
        expect(attempts).toBeLessThan(MOST_ATTEMPTS)
      }),
    )
  })
})
