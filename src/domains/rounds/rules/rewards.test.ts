import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isqrt } from '@/kit/integer'
import {
  at,
  factsWith,
  type Gift,
  giftRound,
  KOII,
  noRecord,
  sheetWith,
  submissionOf,
  type WrittenRound,
} from '@/test/engine-rounds'
import { type Distribution, distribute } from './distribute'
import { gather, halves } from './gifts'
import { REWARD_RULES } from './rewards'
import { readInputs } from './round-sheet'
import { split } from './split'

const reward = (id: string, parameters: Record<string, string | number | number[] | null> = {}) => ({
  id,
  version: 1,
  parameters,
})

const run = (round: WrittenRound): Distribution => distribute(readInputs(round))
const weightsOf = (round: WrittenRound) => run(round).shares.map(({ weight }) => weight)
const unitsOf = (round: WrittenRound) => run(round).shares.map(({ units }) => units)

describe('equal', () => {
  test('three projects share 1,000 KOII; the one unit that is left goes to the first by id', () => {
    const thirds = unitsOf(giftRound({ reward: reward('equal') }, []))
    expect(thirds).toEqual([333_333_333_334n, 333_333_333_333n, 333_333_333_333n])
  })
})

describe('pledge-match', () => {
  const match = (cap: string | null) => ({ reward: reward('pledge-match', { countedPerProject: cap }) })
  test('a stake counts in base units: one of 5 base units is not lost beside one of 5 KOII', () => {
    // The earlier task divided stakes by 10^9 before it counted them, so that everything below a coin was nothing.
    const gifts: Gift[] = [
      ['a', 'i', 5n],
      ['b', 'j', 15n],
    ]
    expect(unitsOf(giftRound(match(null), gifts))).toEqual([250n * KOII, 750n * KOII, 0n])
  })
  test('the sheet alone says who is paid: other ids, other list', () => {
    const gifts: Gift[] = [
      ['x', 'i', 5n],
      ['y', 'j', 5n],
      ['a', 'k', 5n],
    ]
    const { shares } = run(giftRound({ ...match(null), eligible: ['x', 'y'] }, gifts))
    expect(shares.map(({ recipient }) => recipient)).toEqual(['x', 'y'])
    expect(shares.map(({ units }) => units)).toEqual([500n * KOII, 500n * KOII])
  })
  test('a person counts once over all wallets up to the cap, a project up to its own', () => {
    const caps = { countedPerPerson: '100', paidPerRecipient: null, paidInAll: null }
    const gifts: Gift[] = [
      ['a', 'i', 80n],
      ['a', 'i', 90n],
      ['b', 'i', 30n],
      ['b', 'j', 100n],
      ['b', 'k', 100n],
    ]
    expect(weightsOf(giftRound({ ...match('200'), caps }, gifts))).toEqual([100n, 200n, 0n])
  })
  test.for([
    ['a raise that is still open', { raise: 'open' as const }],
    ['a raise that failed', { raise: 'failed' as const }],
    ['a position that can be taken back', { withdrawable: true }],
    ['another asset', { mint: 'So11111111111111111111111111111111111111112' }],
    ['nobody who is verified', { person: null }],
  ] as const)('%s counts nothing', ([, changed]) => {
    const round = giftRound(match(null), [
      ['a', 'i', 5n],
      ['b', 'j', 5n],
    ])
    round.facts.positions[0] = { ...round.facts.positions[0]!, ...changed }
    expect(weightsOf(round)).toEqual([0n, 5n, 0n])
  })
})

describe('quadratic', () => {
  test('4 and 9 base units match with (2 + 3)^2 - 13 = 12; one person alone matches nothing, however much', () => {
    expect(
      weightsOf(
        giftRound({ reward: reward('quadratic') }, [
          ['a', 'i', 4n],
          ['a', 'j', 9n],
          ['b', 'i', 10n ** 18n],
        ]),
      ),
    ).toEqual([12n, 0n, 0n])
  })
  test('100 people with 1 KOII weigh 99 times 100 KOII; one with 100 KOII weighs nothing', () => {
    const crowd = Array.from({ length: 100 }, (_, place): Gift => ['a', `i${place}`, KOII])
    // sqrt(10^9) has nine decimals and is rounded down: a hair below 9,900 KOII.
    const root = isqrt(KOII * 10n ** 18n)
    const exact = (root * 100n) ** 2n / 10n ** 18n - 100n * KOII
    expect(weightsOf(giftRound({ reward: reward('quadratic') }, [...crowd, ['b', 'x', 100n * KOII]]))).toEqual([
      exact,
      0n,
      0n,
    ])
    expect(9_900n * KOII - exact).toBeLessThan(1_000n)
  })
  test('roots are exact for every amount that a chain can hold, around squares and around 2^53 too', () => {
    const amount = fc.oneof(
      fc.bigInt({ min: 1n, max: 2n ** 53n + 1_000n }),
      fc
        .bigInt({ min: 1n, max: 2n ** 26n })
        .chain((root) => fc.constantFrom(root * root - 1n, root * root, root * root + 1n)),
      fc.bigInt({ min: 2n ** 53n - 2_000n, max: 2n ** 53n + 2_000n }),
      fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }),
    )
    const quadratic = REWARD_RULES.find(({ id }) => id === 'quadratic')!
    fc.assert(
      fc.property(
        fc.array(
          amount.filter((units) => units > 0n),
          { minLength: 1, maxLength: 20 },
        ),
        (amounts) => {
          const words = amounts.map(halves)
          const gifts = gather(
            {
              ...{
                people: amounts.length,
                projects: 1,
                person: Uint32Array.from(amounts.keys()),
                project: new Uint32Array(amounts.length),
              },
              high: Uint32Array.from(words, ({ high }) => high),
              low: Uint32Array.from(words, ({ low }) => low),
            },
            null,
          )
          const roots = amounts.reduce((sum, units) => sum + isqrt(units * 10n ** 18n), 0n)
          const expected = roots ** 2n / 10n ** 18n - amounts.reduce((sum, units) => sum + units, 0n)
          const [weighed] = quadratic.weigh({}, { recipients: ['p'], gifts, accepted: new Map() })
          expect(weighed!.weight).toBe(expected > 0n ? expected : 0n)
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('cluster-matching', () => {
  const rule = { reward: reward('cluster-matching'), eligible: ['a', 'b', 'p'] }
  test('two strangers who meet in p: worked out by hand, 2 x sqrt(1.75 x 1.75) = 3.5 for 4 each', () => {
    const gifts: Gift[] = [
      ['p', 'i', 4n],
      ['a', 'i', 4n],
      ['p', 'j', 4n],
      ['b', 'j', 4n],
    ]
    expect(weightsOf(giftRound(rule, gifts))).toEqual([0n, 0n, 3n])
    const coins = gifts.map(([project, person, units]): Gift => [project, person, units * KOII])
    expect(weightsOf(giftRound(rule, coins))).toEqual([0n, 0n, 3_500_000_000n])
  })
  test('people who all give to the same projects are one group and match nothing', () => {
    const friends = ['i', 'j', 'k', 'l'].flatMap((person): Gift[] => [
      ['a', person, KOII],
      ['b', person, 3n * KOII],
    ])
    expect(weightsOf(giftRound(rule, friends))).toEqual([0n, 0n, 0n])
  })
  test('no more than 250 projects: beyond, its tables would not fit', () => {
    const eligible = Array.from({ length: 251 }, (_, place) => `p${place.toString().padStart(3, '0')}`)
    expect(() => run(giftRound({ ...rule, eligible }, []))).toThrow('eligible: cluster-matching takes at most 250.')
  })
})

test('columns: wallets of one person are added, a cap is cut to, what is nothing is left out', () => {
  const rows = [
    [1, 0, 3n],
    [0, 1, 2n ** 32n - 1n],
    [0, 1, 1n],
    [2, 0, 0n],
    [0, 0, 9n],
  ] as const
  const words = rows.map(([, , units]) => halves(units))
  const gifts = gather(
    {
      ...{
        people: 4,
        projects: 2,
        person: Uint32Array.from(rows, ([who]) => who),
        project: Uint32Array.from(rows, ([, where]) => where),
      },
      ...{ high: Uint32Array.from(words, ({ high }) => high), low: Uint32Array.from(words, ({ low }) => low) },
    },
    2n ** 32n - 5n,
  )
  expect([...gifts.start]).toEqual([0, 2, 3, 3, 3])
  expect([...gifts.project]).toEqual([0, 1, 0])
  expect([...gifts.low]).toEqual([9, 2 ** 32 - 5, 3])
  expect(gifts.totals[1]).toEqual({ backers: 1, given: 2n ** 32n, peopleCapped: 1, counted: 2n ** 32n - 5n })
  expect(gifts.totals[0]).toEqual({ backers: 2, given: 12n, peopleCapped: 0, counted: 12n })
})

describe('pro-rata and ranked, by what the audit left', () => {
  const rules = new Map(REWARD_RULES.map((rule) => [rule.id, rule]))
  const gifts = gather(
    {
      people: 0,
      projects: 0,
      ...{ person: new Uint32Array(), project: new Uint32Array(), high: new Uint32Array(), low: new Uint32Array() },
    },
    null,
  )
  const weigh = (id: string, parameters: unknown, work: readonly { units: bigint; rank: bigint | null }[]) =>
    rules.get(id)!.weigh(parameters, {
      recipients: work.map((_, place) => `r${place}`),
      gifts,
      accepted: new Map(
        work.map(({ units, rank }, place) => [`r${place}`, { units: units as never, doubledRank: rank }]),
      ),
    })

  test('pro-rata: work x rate, and never more than that, so that the rate does not cancel out', () => {
    const weighed = weigh('pro-rata', { rate: '7' }, [
      { units: 3n, rank: null },
      { units: 0n, rank: null },
    ])
    expect(weighed).toEqual([
      { weight: 21n, most: 21n },
      { weight: 0n, most: 0n },
    ])
  })
  test('pro-rata: more accepted work of one recipient never pays it less, whatever is left of the pool', () => {
    const one = fc.bigInt(0n, 10n ** 6n)
    const round = fc.record({
      pool: one,
      more: one,
      rate: fc.bigInt(1n, 1_000n),
      others: fc.array(one, { maxLength: 5 }),
    })
    fc.assert(
      fc.property(one, round, (own, { pool, more, rate, others }) => {
        const paid = (first: bigint) => {
          const work = [first, ...others].map((units) => ({ units, rank: null }))
          const weighed = weigh('pro-rata', { rate: `${rate}` }, work)
          const weights = weighed.map(({ weight }) => weight)
          return split(pool, weights, weights)[0]!.units
        }
        expect(paid(own + more)).toBeGreaterThanOrEqual(paid(own))
      }),
      { numRuns: 500 },
    )
  })
  test('ranked: equal medians divide the shares of their places; who comes after the last share gets nothing', () => {
    const ranks = [4n, 2n, 4n, 9n, null].map((rank) => ({ units: 1n, rank }))
    expect(weigh('ranked', { shares: [50, 30, 11] }, ranks).map(({ weight }) => weight)).toEqual([
      20_500_000_000n,
      50_000_000_000n,
      20_500_000_000n,
      0n,
      0n,
    ])
  })
  test('ranked: a better rank never weighs less', () => {
    const shares = fc
      .array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 9 })
      .map((list) => list.sort((a, b) => b - a))
    fc.assert(
      fc.property(shares, fc.array(fc.bigInt({ min: 2n, max: 9n }), { minLength: 2, maxLength: 12 }), (list, ranks) => {
        const weights = weigh(
          'ranked',
          { shares: list },
          ranks.map((rank) => ({ units: 1n, rank })),
        )
        for (const [i, a] of ranks.entries())
          for (const [j, b] of ranks.entries())
            if (a < b) expect(weights[i]!.weight).toBeGreaterThanOrEqual(weights[j]!.weight)
      }),
      { numRuns: 100 },
    )
  })
  test('a submission that nobody judged is paid nothing: an audit that never speaks accepts nothing', () => {
    const round: WrittenRound = {
      sheet: sheetWith({
        kind: 'bounty',
        eligible: 'open',
        reward: reward('equal'),
        audit: { id: 'attestation', version: 1, parameters: { needed: 2 } },
      }),
      submissions: [submissionOf('s1', { at: at('opens') })],
      ...{ audit: noRecord(), facts: factsWith() },
    }
    const { shares, proceedings, paid } = run(round)
    expect(proceedings.verdicts).toMatchObject([{ outcome: 'undecided', reason: 'too-few-judgements', units: 0n }])
    expect([shares, paid]).toEqual([[], 0n])
  })
})
