import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Dice } from '@/test/dice'
import { giftRound, type WrittenRound } from '@/test/engine-rounds'
import { randomRound } from '@/test/random-rounds'
import { type Distribution, distribute, listText } from './distribute'
import { type RoundInputs, readInputs } from './round-sheet'

const reward = (id: string, parameters: Record<string, string | number | number[] | null> = {}) => ({
  id,
  version: 1,
  parameters,
})

const run = (round: WrittenRound): Distribution => distribute(readInputs(round))
const weightsOf = (round: WrittenRound) => run(round).shares.map(({ weight }) => weight)
const unitsOf = (round: WrittenRound) => run(round).shares.map(({ units }) => units)

describe('whatever the round', () => {
  const anyRound = fc
    .integer({ min: 0, max: 2 ** 32 - 1 })
    .map((seed) => ({ seed, round: randomRound(new Dice(seed)) }))
  const computed = (round: WrittenRound): { inputs: RoundInputs; result: Distribution } | null => {
    const inputs = readInputs(round)
    try {
      return { inputs, result: distribute(inputs) }
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError)
      return null
    }
  }

  test('the sum is exact to the base unit, and nobody passes a cap', () => {
    fc.assert(
      fc.property(anyRound, ({ round }) => {
        const { inputs, result } = computed(round) ?? {}
        if (!inputs || !result) return
        const { caps, pool } = inputs.sheet
        const full = pool + result.bonds.toPool
        expect(result.available).toBe(caps.paidInAll !== null && caps.paidInAll < full ? caps.paidInAll : full)
        const weighty = result.shares.filter(({ weight }) => weight > 0n)
        const room = weighty.some(({ most }) => most === null)
          ? null
          : weighty.reduce((sum, { most }) => sum + most!, 0n)
        expect(result.paid).toBe(room !== null && room < result.available ? room : result.available)
        for (const { units, most, rounded } of result.shares) {
          if (most !== null) expect(units).toBeLessThanOrEqual(most)
          expect(rounded === 0n || rounded === 1n).toBe(true)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('100 shuffles of everything that comes in give the same bytes', () => {
    const shuffled = <Item>(items: readonly Item[], dice: Dice): Item[] =>
      items
        .map((item) => ({ item, by: dice.next() }))
        .sort((a, b) => a.by - b.by)
        .map(({ item }) => item)
    fc.assert(
      fc.property(anyRound, ({ seed, round }) => {
        const { inputs, result } = computed(round) ?? {}
        if (!inputs || !result) return
        const bytes = listText(inputs, result)
        const dice = new Dice(seed + 1)
        for (let time = 0; time < 100; time += 1) {
          const { facts, record } = inputs
          const mixed = Object.fromEntries(
            Object.entries(facts).map(([name, list]) => [
              name,
              Array.isArray(list) ? shuffled<unknown>(list, dice) : list,
            ]),
          )
          const again = {
            ...inputs,
            submissions: shuffled(inputs.submissions, dice),
            facts: mixed as typeof facts,
            record: { ...record, commits: shuffled(record.commits, dice), reveals: shuffled(record.reveals, dice) },
          }
          expect(listText(again, distribute(again))).toBe(bytes)
        }
      }),
      { numRuns: 25 },
    )
  })

  test('ties are stable: recipients alike differ by one unit at most, and the earlier id never has less', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), fc.integer({ min: 1, max: 40 }), (pool, count) => {
        const eligible = Array.from({ length: count }, (_, place) => `p${place.toString().padStart(2, '0')}`)
        const units = unitsOf(giftRound({ reward: reward('equal'), pool: pool.toString(), eligible }, []))
        expect([...units].sort((a, b) => (a < b ? 1 : a > b ? -1 : 0))).toEqual(units)
        expect(units[0]! - units.at(-1)!).toBeLessThanOrEqual(1n)
      }),
      { numRuns: 50 },
    )
  })
})

describe('monotone where it is promised', () => {
  const gift = fc.tuple(
    fc.constantFrom('a', 'b', 'c'),
    fc.constantFrom('i', 'j', 'k'),
    fc.bigInt({ min: 0n, max: 10n ** 15n }),
  )
  const gifts = fc.array(gift, { maxLength: 12 })

  test('pledge-match: more given to a project never pays it less', () => {
    const rule = { reward: reward('pledge-match', { countedPerProject: '900000000000000' }) }
    fc.assert(
      fc.property(gifts, gift, (given, [, person, units]) => {
        const before = unitsOf(giftRound(rule, given))[0]!
        expect(unitsOf(giftRound(rule, [...given, ['a', person, units]]))[0]).toBeGreaterThanOrEqual(before)
      }),
      { numRuns: 200 },
    )
  })
  test('quadratic: one more person never lowers the weight of a project', () => {
    const rule = { reward: reward('quadratic') }
    fc.assert(
      fc.property(gifts, gift, (given, [project, , units]) => {
        const before = weightsOf(giftRound(rule, given))
        const after = weightsOf(giftRound(rule, [...given, [project, 'somebody-new', units]]))
        for (const [place, weight] of after.entries()) expect(weight).toBeGreaterThanOrEqual(before[place]!)
      }),
      { numRuns: 200 },
    )
  })
})
