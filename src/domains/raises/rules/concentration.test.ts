import fc from 'fast-check'
import { expect, test } from 'vitest'
import { concentration, concentrationAfter } from './concentration'

const positions = fc.array(fc.bigInt({ min: 0n, max: 10n ** 15n }), { maxLength: 30 })

test('four equal positions: a quarter each, three hold more than half, no inequality', () => {
  expect(concentration([5n, 5n, 5n, 5n])).toEqual({ holders: 4, topShare: 2_500n, nakamoto: 3, gini: 0n, hhi: 2_500n })
})

test('one holder of everything is as concentrated as can be', () => {
  expect(concentration([7n])).toMatchObject({ topShare: 10_000n, nakamoto: 1, gini: 0n, hhi: 10_000n })
})

test('exactly half is not more than half', () => {
  expect(concentration([50n, 30n, 20n]).nakamoto).toBe(2)
})

test('nobody yet is no division by zero', () => {
  expect(concentration([0n])).toEqual({ holders: 0, topShare: 0n, nakamoto: 0, gini: 0n, hhi: 0n })
})

test('an amount is added to the own position, or stands as a new one', () => {
  expect(concentrationAfter([10n, 30n], 20n, 0)).toEqual(concentration([30n, 30n]))
  expect(concentrationAfter([10n, 30n], 20n)).toEqual(concentration([10n, 30n, 20n]))
})

test('every measure stays within its bounds, whatever the order', () => {
  fc.assert(
    fc.property(positions, (units) => {
      const measured = concentration(units)
      expect(concentration([...units].reverse())).toEqual(measured)
      expect(measured.topShare >= 0n && measured.topShare <= 10_000n).toBe(true)
      expect(measured.gini >= 0n && measured.gini < 10_000n).toBe(true)
      expect(measured.hhi <= 10_000n && measured.nakamoto <= measured.holders).toBe(true)
    }),
  )
})
