import pg from 'pg'
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

const connection = (connectionString: string) => () => new pg.Client({ connectionString })

describe('ticks', () => {
  test('two workers never run the same tick at once, and the one goes on when the other stops', async ({
    pool,
    databaseUrl,
  }) => {
    const open = connection(databaseUrl)
    const turns = [counter(20), counter(20)]
    let inside = 0
    let most = 0
    const tick = (hit: () => void) => ({
      name: 'test.turns',
      everyMs: 1,
      run: async () => {
        inside += 1
        most = Math.max(most, inside)
        await pool.query('select pg_sleep(0.002)')
        inside -= 1
        hit()
      },
    })
    const stops = turns.map(({ hit }) => startTicks(open, [tick(hit)]))
    const first = await Promise.race(turns.map(({ reached }, which) => reached.then(() => which)))
    await stops[first]!()
    await turns[1 - first]!.reached
    await stops[1 - first]!()
    expect(most).toBe(1)
  })

  test('a turn that fails is followed by another, also by that of another worker', async ({ databaseUrl }) => {
    const [turns, others] = [counter(2), counter(2)]
    const tick = (hit: () => void) => ({
      name: 'test.broken',
      everyMs: 1,
      run: async () => {
        hit()
        throw new Error('the node did not answer')
      },
    })
    const stops = [turns, others].map(({ hit }) => startTicks(connection(databaseUrl), [tick(hit)]))
    await Promise.all([turns.reached, others.reached])
    await Promise.all(stops.map((stop) => stop()))
  })

  test('a worker whose connection is ended works on, under a lock that it got anew', async ({ pool, databaseUrl }) => {
    const [before, after] = [counter(3), counter(3)]
    let isAnew = false
    const run = async () => (isAnew ? after : before).hit()
    const stop = startTicks(connection(databaseUrl), [{ name: 'test.cut', everyMs: 1, run }])
    await before.reached
    const holders = async () => {
      const held = `select pid from pg_locks where locktype = 'advisory' and objid = hashtext('tick:test.cut')::oid`
      return (await pool.query<{ pid: number }>(held)).rows.map(({ pid }) => pid)
    }
    const [first, ...others] = await holders()
    expect(others).toEqual([])
    await pool.query('select pg_terminate_backend($1)', [first])
    await expect.poll(async () => (await holders()).filter((pid) => pid !== first)).toHaveLength(1)
    isAnew = true
    await after.reached
    await stop()
  })
})
