import { expect, test } from 'vitest'
import { after, DAY, HOUR } from '@/kit/time'
import { gapsOf, gapsOfAny, hasRights, type OfferTerms } from './rights'

const opensAt = new Date('2028-02-15T12:00:00Z')
const rule = (regime: 'ECSPR' | 'MICA_T2' | 'REG_CF' | 'FCA_RMMI') => ({
  regime,
  params: { reflectionDays: '4', withdrawalDays: '14', resaleDays: '366', ownerDays: '120' },
})
/** Open for days, free to leave until so long before the close; tokens stay for a year, and the owners are as of the opening. */
const raise = (days: number, before: number, reflection = 0): OfferTerms => {
  const closesAt = after(opensAt, days * DAY)
  return { opensAt, closesAt, withdrawUntil: after(closesAt, -before), reflection, lock: 366 * DAY, ownersAt: opensAt }
}

const ALL = ['withdrawalShort', 'openShort', 'resaleShort', 'ownersOld'] as const
test.for([
  ['21 days, free until 48 hours before the end', raise(21, 48 * HOUR), []],
  ['a millisecond less than 48 hours', raise(21, 48 * HOUR + 1), ['withdrawalShort']],
  ['a millisecond less than 21 days', raise(21 - 1 / DAY, 0), ['openShort']],
  ['new money free for as long as the raise may be left', raise(21, 21 * DAY, 19 * DAY), []],
  ['new money free for a millisecond less', raise(21, 21 * DAY, 19 * DAY - 1), ['withdrawalShort']],
  ['tokens a millisecond before a year with a leap day', { ...raise(21, 0), lock: 366 * DAY - 1 }, ['resaleShort']],
  ['owners of 120 days before it opens', { ...raise(21, 0), ownersAt: after(opensAt, -120 * DAY) }, []],
  ['owners a millisecond older', { ...raise(21, 0), ownersAt: after(opensAt, -120 * DAY - 1) }, ['ownersOld']],
  ['owners that nobody handed in', { ...raise(21, 0), ownersAt: null }, ['ownersOld']],
  ['all of it at once', { ...raise(20, DAY * 3), lock: 0, ownersAt: null }, ALL],
] as const)('E13: Regulation Crowdfunding: %s', ([, terms, gaps]) => {
  expect([gapsOf(rule('REG_CF'), terms, opensAt), gapsOfAny(rule('REG_CF'), terms)]).toEqual([gaps, gaps])
})

test('in the last 48 hours nobody has a right to cancel, so what new money lacks then is nothing', () => {
  const terms = raise(21, 21 * DAY)
  const at = (hoursBefore: number) => gapsOf(rule('REG_CF'), terms, after(terms.closesAt, -hoursBefore * HOUR))
  expect([at(49), at(48), at(1)]).toEqual([['withdrawalShort'], [], []])
})

test('for everybody, whenever they come: what the first, the last and the one between them are given', () => {
  const short = 'withdrawalShort'
  const any = (regime: 'ECSPR' | 'MICA_T2' | 'FCA_RMMI', terms: OfferTerms) => gapsOfAny(rule(regime), terms)[0] ?? null
  // Four days are to be had by the last one too, so new money needs them.
  expect([any('ECSPR', raise(30, 0)), any('ECSPR', raise(30, 30 * DAY, 4 * DAY))]).toEqual([short, null])
  // Fourteen days end with the offer: until it is enough, and so are they, and of a short raise its own length.
  expect([any('MICA_T2', raise(30, 0)), any('MICA_T2', raise(30, 1)), any('MICA_T2', raise(10, 1))]).toEqual([
    ...[null, short, short],
  ])
  expect(
    [raise(30, DAY, 14 * DAY), raise(30, DAY, 13 * DAY), raise(10, DAY, 10 * DAY)].map((one) => any('MICA_T2', one)),
  ).toEqual([...[null, short, null]])
  expect(any('FCA_RMMI', raise(1, DAY))).toBe(null)
})

test('terms or numbers that are not known give nothing', () => {
  for (const regime of ['ECSPR', 'MICA_T2', 'REG_CF'] as const) {
    expect(gapsOf(rule(regime), null, opensAt)).toEqual(['withdrawalShort'])
    const unknown = regime === 'REG_CF' ? ['resaleShort', 'ownersOld'] : ['withdrawalShort']
    expect(gapsOf({ regime, params: {} }, raise(30, 0, 20 * DAY), opensAt)).toEqual(unknown)
  }
})

test('an accredited investor may cancel like everybody in the United States; elsewhere a sophisticated one may not', () => {
  expect([hasRights('REG_CF', true), hasRights('ECSPR', true), hasRights('MICA_T2', false)]).toEqual([
    true,
    false,
    true,
  ])
})
