import { afterEach, expect, test } from 'vitest'
import { HOUR, SECOND } from '@/kit/time'
import { now } from './clock'

const chain = globalThis as typeof globalThis & { flotillaClockOffset?: number; flotillaClockSaid?: number }
afterEach(() => {
  delete chain.flotillaClockOffset
  delete chain.flotillaClockSaid
})

/** What the clock says when the chain's is so far from the machine's, in milliseconds. */
function saidAt(distance: number): number {
  chain.flotillaClockOffset = distance
  return now().getTime()
}

test('what was done a moment ago is never in the future, however far a busy chain falls behind', () => {
  const before = saidAt(40 * SECOND)
  expect(saidAt(0)).toBe(before)
  expect(saidAt(20 * SECOND)).toBe(before)
  expect(saidAt(50 * SECOND)).toBeGreaterThanOrEqual(before + 10 * SECOND)
})

test('a chain that was moved, or set back to an earlier state, takes the clock with it', () => {
  const before = saidAt(0)
  expect(saidAt(HOUR)).toBeGreaterThanOrEqual(before + HOUR)
  expect(saidAt(0)).toBeLessThan(before + HOUR)
})
