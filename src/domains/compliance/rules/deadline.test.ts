import { describe, expect, test } from 'vitest'
import { after, DAY } from '@/kit/time'
import {
  afterBusinessDays,
  afterMonths,
  cancellationEnds,
  coolingEnds,
  earliestClose,
  givesDays,
  isBusinessDay,
  reconfirmUntil,
  withdrawalEnds,
} from './deadline'

const at = (text: string) => new Date(text)
/** Federal holidays of the United States in the weeks that are asked about. */
const HOLIDAYS = new Set(['2027-11-25', '2027-12-24', '2027-12-31', '2028-01-17', '2027-07-05'])

describe('E13: rights that end at an instant', () => {
  test.for([
    [
      '4 days over the change to summer time',
      withdrawalEnds(at('2027-03-26T12:00:00Z'), 4),
      '2027-03-30T12:00:00.000Z',
    ],
    ['4 days over a leap day', withdrawalEnds(at('2028-02-27T23:59:59.999Z'), 4), '2028-03-02T23:59:59.999Z'],
    ['14 days over a new year', withdrawalEnds(at('2027-12-25T00:00:00Z'), 14), '2028-01-08T00:00:00.000Z'],
    [
      '48 hours before a deadline on a Monday',
      cancellationEnds(at('2027-06-14T17:00:00Z')),
      '2027-06-12T17:00:00.000Z',
    ],
    ['21 days of being open, over a leap day', earliestClose(at('2028-02-20T09:00:00Z')), '2028-03-12T09:00:00.000Z'],
    ['24 hours of cooling off', coolingEnds(at('2027-10-30T22:30:00Z')), '2027-10-31T22:30:00.000Z'],
    [
      '5 business days over Thanksgiving',
      reconfirmUntil(at('2027-11-22T15:00:00Z'), HOLIDAYS),
      '2027-11-30T15:00:00.000Z',
    ],
    [
      '5 business days from a Saturday',
      reconfirmUntil(at('2027-06-12T15:00:00Z'), HOLIDAYS),
      '2027-06-18T15:00:00.000Z',
    ],
    ['over a year’s end', reconfirmUntil(at('2027-12-23T09:00:00Z'), HOLIDAYS), '2028-01-03T09:00:00.000Z'],
  ] as const)('%s', ([, ends, expected]) => {
    expect(ends.toISOString()).toBe(expected)
  })
  test('12 and 24 months are calendar months, also from a day that the last one does not have', () => {
    const later = (from: string, months: number) => afterMonths(at(from), months).toISOString().slice(0, 10)
    expect([later('2027-01-04T09:00:00Z', 24), later('2028-02-29T00:00:00Z', 12)]).toEqual(['2029-01-04', '2029-03-01'])
  })
})

test('business days: of any number of them in a row, each is one, and none is left out', () => {
  let instant = at('2027-11-01T23:59:59.999Z')
  for (let count = 1; count <= 60; count += 1) {
    const next = afterBusinessDays(at('2027-11-01T23:59:59.999Z'), count, HOLIDAYS)
    expect(isBusinessDay(next, HOLIDAYS)).toBe(true)
    for (let day = instant.getTime() + 86_400_000; day < next.getTime(); day += 86_400_000)
      expect(isBusinessDay(new Date(day), HOLIDAYS)).toBe(false)
    instant = next
  }
})

test('14 days to withdraw, or until the offer ends: what the program gives is as long, to the millisecond', () => {
  const at = new Date('2027-03-01T12:00:00Z')
  const closesAt = after(at, 10 * DAY)
  const raise = (given: Date, reflection = 0) => ({ opensAt: at, withdrawUntil: given, reflection, closesAt })
  const gives = (one: ReturnType<typeof raise>, endsWithOffer: boolean) => givesDays(one, 14, at, endsWithOffer)
  expect([gives(raise(closesAt), true), gives(raise(after(closesAt, -1)), true)]).toEqual([true, false])
  expect([gives(raise(closesAt), false), gives(raise(at, 14 * DAY), false)]).toEqual([false, true])
  expect(gives(raise(at, 14 * DAY - 1), false)).toBe(false)
})
