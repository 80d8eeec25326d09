import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RAISE_STATES } from '@/chain/raise/layout'
import { deliveriesBetween } from './delivery'

type Raise = Parameters<typeof deliveriesBetween>[0]
const tranche = (change: Partial<Raise['tranches'][number]> = {}): Raise['tranches'][number] => ({
  ...{ bps: 2_500, notBefore: 0n, approveBy: 0n, approved: false, rejected: false, released: false },
  ...change,
})
const raise = (state: Raise['state'], ...marks: string[]): Raise => ({
  state,
  tranches: marks.map((mark) => tranche({ approved: mark === 'a', rejected: mark === 'r' })),
})

describe('what two looks at a raise say of its team', () => {
  test.each([
    ['an approval', raise('Succeeded', 'a', '-'), raise('Succeeded', 'a', 'a'), [{ index: 1, kept: true }]],
    [
      'two at once',
      raise('Succeeded', 'a', '-', '-'),
      raise('Succeeded', 'a', 'a', 'a'),
      [
        { index: 1, kept: true },
        { index: 2, kept: true },
      ],
    ],
    ['the first, which needs none', raise('Open', '-', '-'), raise('Succeeded', 'a', '-'), []],
    ['a rejection', raise('Succeeded', 'a', '-', '-'), raise('Unwinding', 'a', 'r', '-'), [{ index: 1, kept: false }]],
    [
      'a time that ran out',
      raise('Succeeded', 'a', '-', '-'),
      raise('Unwinding', 'a', '-', '-'),
      [{ index: 1, kept: false }],
    ],
    [
      'an approval, then a fall',
      raise('Succeeded', 'a', '-', '-'),
      raise('Unwinding', 'a', 'a', '-'),
      [
        { index: 1, kept: true },
        { index: 2, kept: false },
      ],
    ],
    ['a raise that failed', raise('Open', '-', '-'), raise('Failed', '-', '-'), []],
    ['the same again', raise('Unwinding', 'a', 'r'), raise('Unwinding', 'a', 'r'), []],
  ])('%s', (_, before, after, expected) => {
    expect(deliveriesBetween(before, after)).toEqual(expected)
  })

  test('never names a payment twice, nor the first one', () => {
    const look = fc.record({
      state: fc.constantFrom(...RAISE_STATES),
      tranches: fc.array(fc.record({ approved: fc.boolean(), rejected: fc.boolean() }), { minLength: 1, maxLength: 8 }),
    })
    fc.assert(
      fc.property(look, look, (before, after) => {
        const full = ({ state, tranches }: typeof before): Raise => ({ state, tranches: tranches.map(tranche) })
        const indices = deliveriesBetween(full(before), full(after)).map(({ index }) => index)
        expect(new Set(indices).size).toBe(indices.length)
        expect(indices).not.toContain(0)
      }),
      { numRuns: 1_000 },
    )
  })
})
