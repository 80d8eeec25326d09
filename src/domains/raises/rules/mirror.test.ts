import { expect, test } from 'vitest'
import { isCancelled } from './mirror'

const at = (second: number) => new Date(second * 1_000)
const failed = { state: 'Failed', settleAfter: 20n } as const

test('what failed before its settlement was due was cancelled, and stays so', () => {
  expect(isCancelled(failed, false, at(19))).toBe(true)
  expect(isCancelled(failed, true, at(99))).toBe(true)
})
test('what was first seen as failed from that second on counts as failed', () => {
  expect(isCancelled(failed, false, at(20))).toBe(false)
})
test('a chain that was set back takes the cancellation back', () => {
  expect(isCancelled({ ...failed, state: 'Open' }, true, at(19))).toBe(false)
})
