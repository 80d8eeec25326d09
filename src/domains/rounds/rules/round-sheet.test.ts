import { describe, expect, test } from 'vitest'
import { Refusal } from '@/kit/refusal'
import { factsWith, giftRound, KOII, noRecord, position, sheetWith, submissionOf, times } from '@/test/engine-rounds'
import type { WrittenSheet } from '../schema/rule-sheet'
import { baseUnits } from '../schema/units'
import { evenShareBelow } from './bonus-sheet'
import { distribute } from './distribute'
import { explain } from './explain'
import { readInputs, readRuleSheet, sheetText } from './round-sheet'
import { simulate } from './simulate'

const rule = (id: string, parameters = {}) => ({ id, version: 1, parameters })
const attestation = rule('attestation', { needed: 2 })

describe('a sheet', () => {
  test('has one text whatever the order of its keys, and one digest', () => {
    const sheet = sheetWith()
    const turned = Object.fromEntries(Object.entries(sheet).reverse()) as WrittenSheet
    expect(sheetText(turned)).toBe(sheetText(sheet))
    expect(readRuleSheet(turned).digest).toBe(readRuleSheet(sheet).digest)
    expect(readRuleSheet(JSON.parse(sheetText(sheet))).digest).toBe(readRuleSheet(sheet).digest)
  })
  test('has another digest after any change', () => {
    const digests = [{}, { title: 'Winter' }, { pool: '1' }, { minimumBackers: 1 }].map(
      (change) => readRuleSheet(sheetWith(change)).digest,
    )
    expect(new Set(digests).size).toBe(4)
  })
  test.for<[string, object, string]>([
    ['money as a number', { pool: 5 }, 'pool: '],
    ['money with a point', { pool: '0.5' }, 'pool: Write a whole number without sign, point or leading zero'],
    ['money with a leading zero', { pool: '05' }, 'pool: Write a whole number'],
    ['more than the chain can count', { pool: '18446744073709551616' }, 'pool: Write a whole number'],
    ['a key that nobody knows', { secret: true }, 'Unrecognized key'],
    ['recipients out of order', { eligible: ['b', 'a'] }, 'eligible: List every id once, in ascending order.'],
    ['a recipient twice', { eligible: ['a', 'a'] }, 'eligible: List every id once, in ascending order.'],
    ['an id of letters that sort otherwise elsewhere', { eligible: ['ä'] }, 'eligible.0: Write 1 to 80 letters'],
    [
      'a window that ends before it begins',
      { times: { ...times, revealsEnd: times.opens } },
      'times.revealsEnd: Must be later than commitsEnd.',
    ],
    [
      'an instant in another spelling',
      { times: { ...times, opens: '2026-05-01T02:00:00+02:00' } },
      'times.opens: Write the instant in UTC',
    ],
    [
      'an instant that is none',
      { times: { ...times, opens: '2026-02-30T00:00:00.000Z' } },
      'times.opens: Write the instant in UTC',
    ],
    ['a rule that there is not', { reward: rule('lottery') }, 'reward: There is no lottery 1. Choose one of: equal 1'],
    ['a version that there is not', { reward: { ...rule('equal'), version: 2 } }, 'reward: There is no equal 2.'],
    ['a parameter that is missing', { reward: rule('pledge-match') }, 'reward.parameters.countedPerProject: '],
    [
      'a rate of nothing',
      { reward: rule('pro-rata', { rate: '0' }), audit: attestation },
      'reward.parameters.rate: The rate must be more than 0.',
    ],
    [
      'shares that rise',
      { reward: rule('ranked', { shares: [1, 2] }) },
      'A later place must not get more than an earlier one.',
    ],
    ['work that nobody audits', { reward: rule('pro-rata', { rate: '1' }) }, 'audit: pro-rata pays accepted work'],
    [
      'ranks that nobody gives',
      { reward: rule('ranked', { shares: [1] }), audit: attestation },
      'audit: ranked pays ranks',
    ],
    [
      'everybody, unaudited',
      { eligible: 'open', reward: rule('equal') },
      'eligible: Without an audit, name who takes part.',
    ],
    ['gifts to whoever comes', { eligible: 'open', audit: attestation }, 'eligible: Gifts go to projects: name them.'],
    ['a milestone of two', { kind: 'milestone' }, 'eligible: A milestone has exactly one recipient.'],
    [
      'backers where nobody gives',
      { reward: rule('equal'), minimumBackers: 2 },
      'minimumBackers: equal counts no backers',
    ],
    [
      'a minority that decides',
      { audit: rule('attestation', { needed: 1 }) },
      'needed must be more than half of the first panel and not more than all of it: 2 to 3.',
    ],
    [
      'work that is spared where everybody votes',
      {
        audit: rule('peer-ranking', { leastRankings: 1 }),
        panel: { first: 0, appeal: 1, leastWeight: 1, leastChance: 1 },
      },
      'panel.leastChance: Only work that drawn auditors judge can be spared',
    ],
    [
      'a chance of nothing',
      { audit: attestation, panel: { first: 3, appeal: 3, leastWeight: 1, leastChance: 0 } },
      'panel.leastChance: ',
    ],
    [
      'nobody to judge',
      { audit: attestation, panel: { first: 0, appeal: 0, leastWeight: 1 } },
      'panel.first: At least one',
    ],
    [
      'a test twice',
      {
        audit: rule('automated-checks', {
          tests: [0, 1].map(() => ({ name: 't', expects: '0'.repeat(64), units: '1' })),
          required: 1,
        }),
      },
      'Name every test once.',
    ],
  ])('refuses %s, and says where and why', ([, change, sentence]) => {
    const attempt = () => readRuleSheet({ ...sheetWith(), ...change })
    expect(attempt).toThrow(Refusal)
    expect(attempt).toThrow(sentence)
  })
})

test('an even share below what a new wallet needs is found before the round opens', () => {
  const even = (given: object = {}) => readRuleSheet(sheetWith({ reward: rule('equal'), pool: '3002', ...given })).sheet
  expect(evenShareBelow(even(), 1_001n)).toBe(1_000n)
  expect(evenShareBelow(even(), 1_000n)).toBeNull()
  const caps = { countedPerPerson: null, paidPerRecipient: '900', paidInAll: '2997' }
  expect(evenShareBelow(even({ caps }), 1_000n)).toBe(900n)
  expect(evenShareBelow(even({ reward: rule('quadratic') }), 1_001n), 'known when the list is made').toBeNull()
})

describe('inputs', () => {
  const given = { ...giftRound({}, []), audit: noRecord() }
  test.for<[string, object, string]>([
    [
      'two submissions of one name',
      { submissions: [submissionOf('s'), submissionOf('s')] },
      'submissions: s is there twice.',
    ],
    [
      'a voter twice',
      {
        facts: factsWith({
          voters: [
            { person: 'v', stake: '1' },
            { person: 'v', stake: '2' },
          ],
        }),
      },
      'facts.voters: Name every person once.',
    ],
    [
      'a negative position',
      { facts: factsWith({ positions: [{ ...position('a', 'i', 1n), accepted: '-1' }] }) },
      'facts.positions.0.accepted: Write a whole number',
    ],
    [
      'an exclusion that one person signed',
      { facts: factsWith({ exclusions: [{ recipient: 'a', reason: 'No.', signers: ['x', 'x'] }] }) },
      'Two different people must sign.',
    ],
    [
      'an exclusion without a reason',
      { facts: factsWith({ exclusions: [{ recipient: 'a', reason: '', signers: ['x', 'y'] }] }) },
      'facts.exclusions.0.reason',
    ],
  ])('refuse %s', ([, change, sentence]) => {
    expect(() => readInputs({ ...given, ...change })).toThrow(sentence)
  })
})

describe('explain and simulate', () => {
  const round = giftRound(
    {
      pool: '1001',
      minimumBackers: 2,
      caps: { countedPerPerson: '50', paidPerRecipient: '700', paidInAll: null },
      eligible: ['a', 'b', 'c', 'd'],
    },
    [
      ['a', 'i', 90n],
      ['a', 'j', 40n],
      ['b', 'i', 10n],
      ['b', 'k', 5n],
      ['c', 'i', 99n],
    ],
  )
  round.facts.exclusions = [{ recipient: 'd', reason: 'Withdrew.', signers: ['x', 'y'] }]
  const inputs = readInputs(round)
  const result = distribute(inputs)

  test('a number is explained from what was given to what is paid', () => {
    expect(explain(inputs, result, 'a')).toMatchObject({
      ...{ backers: 2, given: 130n, peopleCapped: 1, counted: 90n, weight: 90n, totalWeight: 105n, available: 1_001n },
      ...{ proportional: 858n, limit: 'cap-of-recipient', rounded: 0n, units: 700n },
    })
    expect(explain(inputs, result, 'b')).toMatchObject({ proportional: 143n, limit: 'none', units: 301n })
  })
  test('who gets nothing is told why', () => {
    const why = ['c', 'd', 'e'].map((recipient) => explain(inputs, result, recipient).limit)
    expect(why).toEqual(['minimum-backers', 'excluded', 'not-eligible'])
  })
  test('the unit that rounding gave is named', () => {
    const thirds = readInputs(giftRound({ pool: '100', reward: rule('equal') }, []))
    const rounded = ['a', 'b', 'c'].map((recipient) => explain(thirds, distribute(thirds), recipient).rounded)
    expect(rounded).toEqual([1n, 0n, 0n])
  })
  test('if 40 more people commit 5 KOII each, the bonus is what the rule gives then, and nothing else has moved', () => {
    const start = giftRound({}, [
      ['a', 'i', 100n * KOII],
      ['b', 'j', 100n * KOII],
    ])
    const asked = { recipient: 'a', people: 40, each: baseUnits(5n * KOII) }
    const { before, after } = simulate(readInputs(start), asked)
    expect([before.units, after.units]).toEqual([500n * KOII, 750n * KOII])
    expect(after).toMatchObject({ backers: 41, counted: 300n * KOII })
    const lived = giftRound({}, [
      ['a', 'i', 100n * KOII],
      ['b', 'j', 100n * KOII],
      ...Array.from({ length: 40 }, (_, place) => ['a', `new${place}`, 5n * KOII] as [string, string, bigint]),
    ])
    expect(distribute(readInputs(lived)).shares[0]!.units).toBe(after.units)
  })
  test('refuses questions that have no answer', () => {
    const asked = { recipient: 'a', people: 1, each: baseUnits(1n) }
    expect(() => simulate(inputs, { ...asked, recipient: 'zz' })).toThrow('recipient: zz does not take part')
    expect(() => simulate(inputs, { ...asked, people: 0.5 })).toThrow('people: Write a whole number from 1 to 100000.')
    const equal = readInputs(giftRound({ reward: rule('equal') }, []))
    expect(() => simulate(equal, asked)).toThrow('reward: equal does not depend on what people give.')
  })
})
