import { describe, expect, test } from 'vitest'
import { Dice } from '@/test/dice'
import { PROMOTION_STATES } from './promotion'
import { countedCents, type InvestorCategory, protectionOf, type Question } from './protection'
import { INSTRUMENTS, REGIMES, type RegimeRule } from './regime'
import type { OfferTerms } from './rights'

const now = new Date('2027-06-01T12:00:00Z')
const ago = (milliseconds: number) => new Date(now.getTime() - milliseconds)
const DAY = 86_400_000
const CURRENCY: Record<string, string> = { ECSPR: 'eur', MICA_T2: 'eur', REG_CF: 'usd' }
const rule = (regime: (typeof REGIMES)[number]): RegimeRule => ({
  ...{ regime, version: 1, effectiveFrom: ago(DAY), effectiveTo: null },
  params: {
    ...{ currency: CURRENCY[regime] ?? 'gbp', offerCap: '500000000', reflectionDays: '4', withdrawalDays: '14' },
    ...{ resaleDays: '366', ownerDays: '120' },
  },
})
const koii = (whole: number) => BigInt(whole) * 10n ** 9n
const rate = { micros: 50_000n, asOf: ago(3_600_000) } // 0.05 a coin

/** A German and US person who may invest in securities: a test, a warning, a limit of 2,500 dollars, of which 500 are used. */
const question = (change: Partial<Question> = {}): Question => ({
  ...{ now, on: [rule('ECSPR'), rule('REG_CF')], cap: koii(1_000_000), decimals: 9, held: 0n, sheet: true },
  terms: {
    ...{ opensAt: now, withdrawUntil: ago(-28 * DAY), reflection: 4 * DAY, closesAt: ago(-30 * DAY) },
    ...{ lock: 366 * DAY, ownersAt: ago(DAY) },
  },
  raise: { instrument: 'TRANSFERABLE_SECURITY', only: [], blocked: [], concentrationBps: null },
  statement: {
    ...{ country: 'DE', usPerson: true, category: 'retail' },
    ...{ limits: { REG_CF: 250_000n }, statedAt: ago(40 * DAY) },
  },
  test: { at: ago(300 * DAY), passed: true },
  promotion: { state: 'passed', requestedAt: ago(40 * DAY) },
  warned: { ECSPR: ago(DAY), REG_CF: ago(DAY), FCA_CRYPTO: ago(DAY), MICA_T2: ago(DAY) },
  committedAt: { REG_CF: ago(301 * DAY) },
  used: { REG_CF: 50_000n },
  offered: {},
  rates: { eur: rate, usd: rate, gbp: rate },
  ...change,
})
const statement = question().statement!
const raise = question().raise!
const terms = question().terms as OfferTerms
const german = { ...statement, usPerson: false }
const failed = { at: ago(DAY), passed: false }
const long = new Date('2025-06-01T12:00:00.001Z')
const us = (
  terms: OfferTerms,
  category: InvestorCategory = 'retail',
  { test = ago(DAY), warned = ago(DAY) } = {},
): Partial<Question> => ({
  ...{ terms, test: { at: test, passed: true }, warned: { REG_CF: warned } },
  statement: { ...statement, country: 'US', category },
})
const problem = (change: Partial<Question>) => protectionOf(question(change)).problem

describe('what protects an investor', () => {
  test('with every regime off and nothing set for the raise, nothing does', () => {
    const off = { on: [], raise: null, statement: null, test: null, warned: {}, rates: {} }
    expect(protectionOf(question(off))).toEqual({ problem: null, left: null, concentrationLeft: null })
    expect(countedCents(question(off), koii(1))).toEqual([])
  })
  test('the tightest limit bounds the amount: 2,000 dollars at 5 cents a coin are 40,000 coins', () => {
    expect(protectionOf(question())).toEqual({ problem: null, left: koii(40_000), concentrationLeft: null })
    expect(protectionOf(question({ offered: { ECSPR: 499_999_000n } })).left).toBe(koii(200))
    expect(protectionOf(question({ offered: { ECSPR: 500_000_001n } })).left).toBe(0n)
    expect(countedCents(question(), koii(40_000))).toEqual([
      { regime: 'ECSPR', currency: 'eur', cents: 200_000n },
      { regime: 'REG_CF', currency: 'usd', cents: 200_000n },
    ])
  })
  test.for<[string, Partial<Question>, string | null]>([
    ['no statement', { statement: null }, 'statementNeeded'],
    ['a statement of a year ago', { statement: { ...statement, statedAt: ago(365 * DAY) } }, 'statementNeeded'],
    ['one a moment younger', { statement: { ...statement, statedAt: ago(365 * DAY - 1) } }, null],
    ['an instrument that nobody named', { raise: { ...raise, instrument: null } }, 'regimeUnknown'],
    ['no rule for the raise', { raise: null }, 'regimeUnknown'],
    ['a country without a regime', { statement: { ...statement, country: 'CH' } }, 'regimeUnknown'],
    ['only one of two regimes switched on', { on: [rule('ECSPR')] }, 'regimeUnknown'],
    ['a rate of 24 hours ago', { rates: { eur: rate, usd: { ...rate, asOf: ago(DAY) } } }, 'rateOld'],
    ['a rate that is missing', { rates: { eur: rate } }, 'rateOld'],
    [
      'four days to reflect, less a millisecond',
      { statement: german, terms: { ...terms, withdrawUntil: now, reflection: 4 * DAY - 1 } },
      'withdrawalShort',
    ],
    [
      'or four days until everybody may',
      { statement: german, terms: { ...terms, reflection: 0, withdrawUntil: ago(-4 * DAY) } },
      null,
    ],
    [
      'a sophisticated European without any',
      { statement: { ...german, category: 'sophisticated' }, terms: null },
      null,
    ],
    ['an American 48 hours before the end', us({ ...terms, withdrawUntil: ago(1 - 28 * DAY) }), 'withdrawalShort'],
    ['an accredited one as well', us({ ...terms, withdrawUntil: now }, 'sophisticated'), 'withdrawalShort'],
    ['a raise that is open for 21 days', us({ ...terms, opensAt: ago(-9 * DAY) }), null],
    ['one that is not', us({ ...terms, opensAt: ago(-9 * DAY - 1) }), 'openShort'],
    ['tokens within the year', us({ ...terms, lock: 366 * DAY - 1 }), 'resaleShort'],
    ['owners of long before', us({ ...terms, ownersAt: ago(120 * DAY + 1) }, 'sophisticated'), 'ownersOld'],
    ['neither of which a European is asked', { statement: german, terms: { ...terms, lock: 0, ownersAt: null } }, null],
    ['a raise of which that is not known', { terms: null }, 'withdrawalShort'],
    ['what was looked at as it was sent', { terms: 'asked' }, null],
    ['no whole information sheet where the EU asks for one', { sheet: false }, 'sheetNeeded'],
    ['no test', { test: null }, 'testNeeded'],
    ['a test of 24 months ago', { test: { at: new Date('2025-06-01T12:00:00Z'), passed: true } }, 'testNeeded'],
    ['one a moment younger, in Europe', { test: { at: long, passed: true }, statement: german }, null],
    ['and in the United States', { ...us(terms, 'retail', { test: long }), committedAt: {} }, 'testNeeded'],
    [
      'an American’s test from before what was sent last',
      us(terms, 'retail', { test: ago(301 * DAY + 1) }),
      'testNeeded',
    ],
    ['a warning from before it', us(terms, 'retail', { warned: ago(301 * DAY + 1) }), 'warningNeeded'],
    ['both of the same moment', us(terms, 'retail', { test: ago(301 * DAY), warned: ago(301 * DAY) }), null],
    ['neither of which is asked of what was counted', { committedAt: { REG_CF: now }, counted: { REG_CF: 1n } }, null],
    ['one that was failed, in Europe', { test: failed, statement: german }, null],
    ['and in the United States', { ...us(terms), test: failed }, 'testFailed'],
    ['also by an accredited investor', { ...us(terms, 'sophisticated'), test: failed }, 'testFailed'],
    ['a warning that was not read', { warned: { ECSPR: ago(DAY) } }, 'warningNeeded'],
    ['a blocked country', { raise: { ...raise, blocked: ['DE'] } }, 'countryNotServed'],
    ['a raise for others', { raise: { ...raise, only: ['FR'] } }, 'countryNotServed'],
    ['a raise for here', { raise: { ...raise, only: ['FR', 'DE'] } }, null],
  ])('%s', ([, change, expected]) => {
    expect(problem(change)).toBe(expected)
  })
  test('what was counted as it was sent needs no rate of today, and fits to the cent or not at all', () => {
    const booked = (cents: bigint, rates = {}) =>
      protectionOf(question({ counted: { ECSPR: 1n, REG_CF: cents }, rates }))
    expect(booked(200_000n)).toEqual({ problem: null, left: null, concentrationLeft: null })
    expect(booked(200_001n)).toEqual({ problem: null, left: 0n, concentrationLeft: null })
    const half = { counted: { REG_CF: 1n }, rates: { usd: rate } }
    expect(problem(half)).toBe('rateOld')
  })
  test('in the United Kingdom nothing is offered before every step was taken, and none within 24 hours of asking', () => {
    const british = (promotion: Question['promotion']) =>
      problem({
        ...{
          on: [rule('FCA_CRYPTO')],
          raise: { ...raise, instrument: 'OTHER_CRYPTOASSET' },
          promotion,
          test: null,
        },
        statement: { ...statement, country: 'GB', usPerson: false },
      })
    const asked = (since: number) => british({ state: 'warned', requestedAt: ago(since) })
    expect([asked(DAY - 1), asked(DAY), british(null)]).toEqual(['coolingOff', 'promotionNeeded', 'promotionNeeded'])
    for (const state of PROMOTION_STATES)
      expect(british({ state, requestedAt: ago(2 * DAY) })).toBe(state === 'passed' ? null : 'promotionNeeded')
  })
  test('country rules and the share of one person hold also where no regime is on', () => {
    const set = { on: [], raise: { ...raise, blocked: ['KP'], concentrationBps: 500 } }
    expect(problem({ ...set, statement: null })).toBe('statementNeeded')
    expect(problem({ ...set, statement: { ...statement, country: 'KP' } })).toBe('countryNotServed')
    const left = (held: bigint) => protectionOf(question({ ...set, held })).concentrationLeft
    expect([left(0n), left(koii(49_999)), left(koii(50_000)), left(koii(60_000))]).toEqual([
      koii(50_000),
      koii(1),
      0n,
      0n,
    ])
  })
  test('taking anything away from what is known never opens what was closed', () => {
    const dice = new Dice(5)
    const poorer: ((one: Question) => Question)[] = [
      (one) => ({ ...one, statement: null }),
      (one) => ({ ...one, test: null }),
      (one) => ({ ...one, test: one.test && { ...one.test, passed: false } }),
      (one) => ({ ...one, warned: {} }),
      (one) => ({ ...one, promotion: null }),
      (one) => ({ ...one, sheet: false }),
      (one) => ({ ...one, terms: null }),
      (one) => ({ ...one, rates: {} }),
      (one) => ({ ...one, raise: null }),
      (one) => ({ ...one, used: { REG_CF: 250_000n, FCA_RMMI: 250_000n } }),
    ]
    for (let round = 0; round < 2_000; round += 1) {
      const some = question({
        on: REGIMES.filter(() => dice.chance(0.7)).map(rule),
        raise: { ...raise, instrument: dice.of(INSTRUMENTS) },
        statement: { ...statement, country: dice.of(['DE', 'US', 'GB', 'CH']), usPerson: dice.chance(0.3) },
      })
      if (some.on.length === 0) continue
      const before = protectionOf(some)
      const after = protectionOf(dice.of(poorer)(some))
      const open = (one: typeof before) => (one.problem ? 0n : (one.left ?? koii(10_000_000)))
      expect(open(after) <= open(before)).toBe(true)
    }
  })
})
