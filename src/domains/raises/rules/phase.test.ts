import { describe, expect, test } from 'vitest'
import { phaseOf } from './phase'

const at = (second: number) => new Date(second * 1_000)
const raise = { state: 'open' as const, paused: false, cancelled: false, opensAt: at(10), closesAt: at(20) }

describe('where a raise stands', () => {
  test.each([
    [9, 'upcoming'],
    [10, 'open'],
    [19, 'open'],
    [20, 'settling'],
  ])('at second %i of a raise from 10 to 20 it is %s', (second, phase) => {
    expect(phaseOf(raise, at(second))).toBe(phase)
  })
  test('a pause shows while it matters, and not before or after', () => {
    expect([9, 15, 20].map((second) => phaseOf({ ...raise, paused: true }, at(second)))).toEqual([
      'upcoming',
      'paused',
      'settling',
    ])
  })
  test.each(['succeeded', 'failed', 'unwinding', 'closed'] as const)(
    '%s stays what it is, whatever the clock says',
    (state) => {
      expect([0, 15, 99].map((second) => phaseOf({ ...raise, state }, at(second)))).toEqual([state, state, state])
    },
  )
  test('a raise that failed because somebody ended it is cancelled', () => {
    expect(phaseOf({ ...raise, state: 'failed', cancelled: true }, at(15))).toBe('cancelled')
  })
  test('a project without a raise, or with one that is not funded, is upcoming', () => {
    expect(phaseOf(null, at(15))).toBe('upcoming')
    expect(phaseOf({ ...raise, state: 'draft' }, at(15))).toBe('upcoming')
  })
})
