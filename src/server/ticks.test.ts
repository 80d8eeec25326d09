import { describe, expect } from 'vitest'
import { test } from '@/test/db'
import { startTicks } from './ticks'

/** Resolves when `check` has been called `times` times. */
function counter(times: number) {
  let count = 0
  let resolve: () => void
  const reached = new Promise<void>((done) => {
    resolve = done
  })
  return {
    reached,
    hit: () => {
      count += 1
      if (count === times) resolve()
    },
  }
}

describe('ticks', () => {
  test('two workers never run the same tick at once', async ({ pool }) => {
    const turns = counter(20)
    let inside = 0
    let most = 0
    const tick = {
      name: 'test.turns',
      everyMs: 1,
      run: async () => {
        inside += 1
        most = Math.max(most, inside)
        await pool.query('select pg_sleep(0.002)')
        inside -= 1
        turns.hit()
      },
    }
    const stops = [startTicks(pool, [tick]), startTicks(pool, [tick])]
    await turns.reached
    await Promise.all(stops.map((stop) => stop()))
    expect(most).toBe(1)
  })
  test('a turn that fails is followed by another', async ({ pool }) => {
    const turns = counter(2)
    const run = async () => {
      turns.hit()
      throw new Error('the node did not answer')
    }
    const stop = startTicks(pool, [{ name: 'test.broken', everyMs: 1, run }])
    await turns.reached
    await stop()
    expect(inside(await pool.query('select 1 as alive'))).toBe(1)
  })
})

const inside = (result: { rows: { alive: number }[] }) => result.rows[0]?.alive
