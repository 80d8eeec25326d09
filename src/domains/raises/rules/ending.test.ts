import { expect, test } from 'vitest'
import { KOII } from '@/kit/money'
import { type Ended, endingNotice } from './ending'

const COIN = 10n ** 9n
const ended = (change: Partial<Ended> = {}, terms: Partial<Ended['raise']> = {}): Ended => ({
  raise: {
    ...{ cap: 3n * COIN, minimum: COIN, confirmed: 4n * COIN, tokensAtCap: 7n, termsVersion: 2 },
    ...{ feeBps: 250, vestingCliff: 0, ...terms },
  },
  ...{ title: 'Disks', payment: KOII, sale: { symbol: 'DISK', decimals: 0, mint: null }, instrument: null },
  ...{ settledAt: new Date('2027-02-28T12:00:00Z'), cancelled: false },
  ...change,
})
const linesOf = (one: Ended, committed = COIN, termsVersion = 2) =>
  endingNotice(one, { committed, termsVersion })?.text.split('\n')

test('a share of an oversubscribed raise is told to the unit, rounded as the program rounds', () => {
  expect(linesOf(ended())).toEqual([
    'Disks was settled on 28 Feb 2027, 12:00 UTC.',
    'You bought 1 DISK for 0.75 KOII.',
    'The price was the same for everybody: 3 KOII for 7 DISK.',
    '0.25 KOII of what you committed was not accepted and comes back to you.',
    'In all 7 DISK were sold for 3 KOII.',
    'This site is paid 2.5 % of each payment to the team, out of that payment: 0.075 KOII at most, and nothing by you.',
    'Tokens come to your wallet as the terms of the raise say.',
  ])
})

test('below the cap all is accepted, and a site that takes no fee says so', () => {
  const lines = linesOf(ended({}, { confirmed: 2n * COIN, feeBps: 0 }))
  expect(lines?.filter((line) => /not accepted/.test(line))).toEqual([])
  expect(lines).toContain('This site is paid nothing for the raise, neither by the team nor by you.')
  expect(lines).toContain('In all 4 DISK were sold for 2 KOII.')
})

test('whoever did not agree to changed terms took no part; of a raise that failed they are told like everybody', () => {
  expect(linesOf(ended(), COIN, 1)).toBeUndefined()
  const failed = ended({ settledAt: null, cancelled: true })
  expect(linesOf(failed, COIN, 1)).toEqual(linesOf(failed))
  expect(linesOf(failed)?.[0]).toBe('Disks was cancelled before it could be settled.')
  expect(linesOf({ ...failed, cancelled: false })?.[0]).toMatch(/was cancelled/)
  const missed = ended({ settledAt: null }, { confirmed: COIN - 1n })
  expect(linesOf(missed)?.[0]).toBe('Less than its minimum of 1 KOII was confirmed for Disks: 0.999999999 KOII.')
})
