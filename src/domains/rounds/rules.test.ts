import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { advance, DIRECT, phaseOf, ROUND_TABLE, type RoundEvent, type RoundState, wayOf } from './rules'
import { pledgeMatch } from './rules/first-form'
import { split } from './rules/split'
import type { Pledge, RuleSheet } from './schema'

const KOII = 1_000_000_000n
const sheet = (rule: Partial<RuleSheet['rule']> = {}, pool = 1_000n * KOII): RuleSheet => ({
  kind: 'bonus',
  version: 1,
  title: 'Autumn',
  asset: 'KOII',
  pool: pool.toString(),
  rule: {
    id: 'pledge-match',
    version: 1,
    personCap: (100n * KOII).toString(),
    projectCap: (500n * KOII).toString(),
    payoutCap: null,
    ...rule,
  },
  projectIds: ['a', 'b', 'c'],
  startsAt: '2026-01-01T00:00:00.000Z',
  endsAt: '2026-02-01T00:00:00.000Z',
})
const pledge = (projectId: string, personId: string, koii: bigint): Pledge => ({
  projectId,
  personId,
  accepted: koii * KOII,
})
const unitsOf = (list: ReturnType<typeof pledgeMatch>) =>
  Object.fromEntries(list.map(({ projectId, units }) => [projectId, units]))

describe('pledge-match', () => {
  test('a whale with three wallets counts once, up to the cap of a person', () => {
    const list = pledgeMatch(sheet(), [
      pledge('a', 'whale', 400n),
      pledge('a', 'whale', 900n),
      pledge('b', 'p1', 60n),
      pledge('b', 'p2', 40n),
    ])
    expect(list[0]).toMatchObject({
      people: 1,
      pledged: 1_300n * KOII,
      peopleCapped: 1,
      counted: 100n * KOII,
      weight: 100n * KOII,
    })
    expect(unitsOf(list)).toEqual({ a: 500n * KOII, b: 500n * KOII, c: 0n })
  })
  test('a project counts up to its cap', () => {
    const crowd = Array.from({ length: 10 }, (_, i) => pledge('a', `p${i}`, 100n))
    const list = pledgeMatch(sheet(), [...crowd, pledge('b', 'x', 100n), pledge('b', 'y', 100n), pledge('b', 'z', 50n)])
    expect(list[0]).toMatchObject({ counted: 1_000n * KOII, weight: 500n * KOII })
    expect(list[1]).toMatchObject({ counted: 250n * KOII })
  })
  test('stakes change the result: doubling a small pledge changes the share', () => {
    const before = pledgeMatch(sheet(), [pledge('a', 'p', 10n), pledge('b', 'q', 30n)])
    const later = pledgeMatch(sheet(), [pledge('a', 'p', 20n), pledge('b', 'q', 30n)])
    expect(unitsOf(before)).toEqual({ a: 250n * KOII, b: 750n * KOII, c: 0n })
    expect(unitsOf(later)).toEqual({ a: 400n * KOII, b: 600n * KOII, c: 0n })
  })
  test('a cap on payment hands the rest to the others', () => {
    const list = pledgeMatch(sheet({ payoutCap: (600n * KOII).toString() }), [
      pledge('a', 'p', 90n),
      pledge('b', 'q', 9n),
      pledge('c', 'r', 1n),
    ])
    expect(unitsOf(list)).toEqual({ a: 600n * KOII, b: 360n * KOII, c: 40n * KOII })
    expect(list.map(({ payoutCapped }) => payoutCapped)).toEqual([true, false, false])
  })
  test('nobody pledged: nobody is paid', () => {
    expect(unitsOf(pledgeMatch(sheet(), []))).toEqual({ a: 0n, b: 0n, c: 0n })
  })

  const amounts = fc.bigInt({ min: 0n, max: 10n ** 19n })
  const pledges = fc.array(
    fc.record({
      projectId: fc.constantFrom('a', 'b', 'c'),
      personId: fc.constantFrom('p', 'q', 'r', 's'),
      // All thirty together are less than the chain can count.
      accepted: fc.bigInt({ min: 0n, max: 6n * 10n ** 17n }),
    }),
    { maxLength: 30 },
  )
  const caps = fc.bigInt({ min: 1n, max: 10n ** 19n }).map(String)

  test('the pool is spent to the last unit when somebody pledged and no payment is capped, in any order of pledges', () => {
    fc.assert(
      fc.property(
        pledges,
        fc.bigInt({ min: 1n, max: 10n ** 19n }),
        caps,
        caps,
        fc.infiniteStream(fc.nat()),
        (list, pool, personCap, projectCap, dice) => {
          const rules = sheet({ personCap, projectCap }, pool)
          const result = pledgeMatch(rules, list)
          const sum = result.reduce((total, { units }) => total + units, 0n)
          expect(sum).toBe(result.some(({ weight }) => weight > 0n) ? pool : 0n)
          const order = new Map(list.map((entry) => [entry, dice.next().value as number]))
          const shuffled = [...list].sort((x, y) => order.get(x)! - order.get(y)!)
          expect(pledgeMatch(rules, shuffled)).toEqual(result)
        },
      ),
    )
  })
  test('with a cap, nobody passes it and the pool is never overspent', () => {
    fc.assert(
      fc.property(
        amounts,
        fc.array(amounts, { maxLength: 12 }),
        fc.bigInt({ min: 1n, max: 10n ** 19n }),
        (pool, weights, cap) => {
          const shares = split(
            pool,
            weights,
            weights.map(() => cap),
          )
          const sum = shares.reduce((total, { units }) => total + units, 0n)
          expect(shares.every(({ units }) => units <= cap)).toBe(true)
          const room = cap * BigInt(weights.filter((weight) => weight > 0n).length)
          expect(sum).toBe(pool < room ? pool : room)
        },
      ),
    )
  })
})

describe('states', () => {
  const states = Object.keys(ROUND_TABLE) as RoundState[]
  const events: RoundEvent[] = ['publish', 'allocate', 'confirm', 'return', 'finish', 'void']
  test.each(states.flatMap((state) => events.map((event) => [state, event] as const)))(
    '%s + %s is in the table or refused',
    (state, event) => {
      const expected = (ROUND_TABLE[state] as Partial<Record<RoundEvent, RoundState>>)[event]
      if (expected) expect(advance(state, event)).toBe(expected)
      else expect(() => advance(state, event)).toThrow('cannot be')
    },
  )
  test('a round runs from its start up to, not including, its end', () => {
    const round = { startsAt: new Date(1_000), endsAt: new Date(2_000) }
    expect([999, 1_000, 1_999, 2_000].map((at) => phaseOf(round, new Date(at)))).toEqual([
      'upcoming',
      'running',
      'running',
      'ended',
    ])
  })
})

describe('the way a round is paid', () => {
  const lines = (count: number, units: bigint) =>
    Array.from({ length: count }, (_, index) => ({ recipient: `wallet ${index}`, units }))
  const existing = new Set(lines(100, 1n).map(({ recipient }) => recipient))
  const each = DIRECT.mostUnits / BigInt(DIRECT.mostLines)
  const nobody = { recipient: null, units: 0n }

  test.each([
    ['one small payment to a wallet that exists', lines(1, 1n), 'direct'],
    ['as many lines and as much money as may be', lines(DIRECT.mostLines, each), 'direct'],
    ['one line more', lines(DIRECT.mostLines + 1, 1n), 'list'],
    ['all of the money in one line', lines(1, DIRECT.mostUnits), 'direct'],
    ['one unit more', lines(1, DIRECT.mostUnits + 1n), 'list'],
    ['a wallet that does not exist', [...lines(3, 1n), { recipient: 'a stranger', units: 1n }], 'list'],
    ['a stranger who gets nothing', [...lines(3, 1n), { recipient: 'a stranger', units: 0n }], 'direct'],
    ['a project without a raise that gets nothing', [...lines(3, 1n), nobody], 'direct'],
    ['a share without a recipient', [...lines(3, 1n), { ...nobody, units: 1n }], 'list'],
    ['nobody', [], 'list'],
    ['nobody who is paid', [nobody], 'list'],
  ] as const)('%s', (_, shares, way) => {
    expect(wayOf(shares, existing)).toBe(way)
  })
})
