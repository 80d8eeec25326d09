import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AGE_FACTORS, SCALE } from './age-factors'
import { auditChance } from './draw'
import { ageFactor, isqrt, type Outcome, scoreText, wilsonLowerBound } from './score'

describe('the published table of ages', () => {
  test('has the largest whole numbers whose 90th power times 2^day is not above 10^810', () => {
    expect(AGE_FACTORS).toHaveLength(90)
    const limit = SCALE ** 90n
    for (const [day, factor] of AGE_FACTORS.entries()) {
      const reaches = (value: bigint) => value ** 90n * 2n ** BigInt(day) <= limit
      expect([day, reaches(BigInt(factor)), reaches(BigInt(factor) + 1n)]).toEqual([day, true, false])
    }
  })

  test('stands in docs/rounds/reputation.md as it is, with the examples below', () => {
    const text = readFileSync('docs/rounds/reputation.md', 'utf8')
    const table = text.slice(text.indexOf('### f(d)'), text.indexOf('## Uses'))
    expect(table.match(/\d{9,10}/g)).toEqual(AGE_FACTORS.map(String))
    for (const [, , score] of EXAMPLES) expect(text).toMatch(new RegExp(`\\| ${score} \\|`))
  })

  test('goes on by halves, rounded down as the exact value is, until nothing is left', () => {
    for (const days of [90, 91, 179, 180, 1_000, 2_699]) {
      const factor = ageFactor(days)
      const reaches = (value: bigint) => value ** 90n * 2n ** BigInt(days) <= SCALE ** 90n
      expect([days, reaches(factor), reaches(factor + 1n)]).toEqual([days, true, false])
    }
    expect([ageFactor(0), ageFactor(90), ageFactor(2_700), ageFactor(10 ** 9), ageFactor(-5)]).toEqual([
      SCALE,
      SCALE / 2n,
      0n,
      0n,
      SCALE,
    ])
  })
})

test('the root is the largest whole number whose square is not above', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 60n), (value) => {
      const root = isqrt(value)
      expect(root ** 2n <= value && value < (root + 1n) ** 2n).toBe(true)
    }),
  )
  expect(() => isqrt(-1n)).toThrow(RangeError)
})

const outcome = fc.record({ kept: fc.boolean(), weight: fc.integer({ min: 1, max: 1_000 }), ageDays: fc.nat(3_000) })
const some = fc.array(outcome, { maxLength: 60 })
const fresh = (count: number, kept: boolean): Outcome[] =>
  Array.from({ length: count }, () => ({ kept, weight: 1, ageDays: 0 }))

const EXAMPLES: readonly (readonly [string, readonly Outcome[], bigint])[] = [
  ['nothing known', [], 0n],
  ['one kept', fresh(1, true), 206_543_291n],
  ['ten kept', fresh(10, true), 722_459_831n],
  ['ten kept, half a life ago', fresh(10, true).map((one) => ({ ...one, ageDays: 90 })), 565_508_505n],
  ['nine of ten', [...fresh(9, true), ...fresh(1, false)], 595_843_614n],
  ['five of ten', [...fresh(5, true), ...fresh(5, false)], 236_589_593n],
  ['a hundred broken', fresh(100, false), 0n],
  ['a thousand kept', fresh(1_000, true), 996_173_101n],
]

/** The textbook formula in doubles: another way to the same number. */
function inDoubles(outcomes: readonly Outcome[]): number {
  const weights = outcomes.map(({ kept, weight, ageDays }) => [kept, weight * 2 ** (-ageDays / 90)] as const)
  const n = weights.reduce((sum, [, weight]) => sum + weight, 0)
  const p = weights.reduce((sum, [kept, weight]) => sum + (kept ? weight : 0), 0) / n
  const z = 1.96
  return (p + z ** 2 / (2 * n) - z * Math.sqrt((p * (1 - p) + z ** 2 / (4 * n)) / n)) / (1 + z ** 2 / n)
}

describe('the score', () => {
  test.each(EXAMPLES)('of %s', (_, outcomes, expected) => {
    expect(wilsonLowerBound(outcomes)).toBe(expected)
  })

  test('is the textbook’s lower bound', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ kept: fc.boolean(), weight: fc.integer({ min: 1, max: 9 }), ageDays: fc.nat(720) }), {
          minLength: 1,
          maxLength: 40,
        }),
        (outcomes) => {
          expect(Math.abs(Number(wilsonLowerBound(outcomes)) / 1e9 - inDoubles(outcomes))).toBeLessThan(2e-6)
        },
      ),
    )
  })

  test('lies between 0 and 1, and does not depend on the order', () => {
    fc.assert(
      fc.property(some, fc.infiniteStream(fc.nat()), (outcomes, dice) => {
        const score = wilsonLowerBound(outcomes)
        expect(score >= 0n && score < SCALE).toBe(true)
        const keyed = outcomes.map((one) => [dice.next().value, one] as const)
        expect(wilsonLowerBound(keyed.sort(([a], [b]) => a - b).map(([, one]) => one))).toBe(score)
      }),
    )
  })

  test('never falls by what is kept and never rises by what is broken', () => {
    fc.assert(
      fc.property(some, outcome, (outcomes, more) => {
        const [before, after] = [wilsonLowerBound(outcomes), wilsonLowerBound([...outcomes, more])]
        expect(more.kept ? after >= before : after <= before).toBe(true)
      }),
      { numRuns: 1_000 },
    )
  })

  test('is what three small outcomes or one big one make it alike, and low for who is new', () => {
    expect(wilsonLowerBound([{ kept: true, weight: 3, ageDays: 7 }])).toBe(
      wilsonLowerBound(Array.from({ length: 3 }, () => ({ kept: true, weight: 1, ageDays: 7 }))),
    )
    expect(wilsonLowerBound(fresh(1, true))).toBeLessThan(SCALE / 4n)
    expect(scoreText(206_543_291n)).toBe('0.206543291')
    expect(scoreText(0n)).toBe('0.000000000')
  })
})

describe('what a score is used for', () => {
  test('the chance of an audit is what is missing from 1, and never below the smallest', () => {
    expect(auditChance(0n, 0n)).toBe(SCALE)
    expect(auditChance(722_460_120n, 100_000_000n)).toBe(277_539_880n)
    expect(auditChance(996_173_101n, 100_000_000n)).toBe(100_000_000n)
    const share = fc.bigInt(0n, SCALE)
    fc.assert(
      fc.property(share, share, share, (one, other, least) => {
        const chance = auditChance(one, least)
        expect(chance >= least && chance <= SCALE).toBe(true)
        if (one <= other) expect(auditChance(other, least) <= chance).toBe(true)
      }),
    )
  })

  test('what is no share is refused', () => {
    for (const wrong of [-1n, SCALE + 1n]) {
      expect(() => auditChance(wrong, 0n)).toThrow(/between 0 and/)
      expect(() => auditChance(0n, wrong)).toThrow(/between 0 and/)
    }
  })
})
