import type pg from 'pg'
import { log } from './log'

/** Something the worker does again and again. Only one worker does it at a time, whoever holds its advisory lock. */
export type Tick = {
  name: string
  everyMs: number
  /** The longest pause after failures; a minute when left out. */
  slowestMs?: number
  run: () => Promise<void>
}

const LONGEST_PAUSE_MS = 60_000

/** Runs one turn when no other process is at it; says whether it ran. The lock lies on a connection of its own and falls with it. */
async function runAlone(pool: pg.Pool, { name, run }: Tick): Promise<boolean> {
  const client = await pool.connect()
  let isWell = true
  try {
    const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock(hashtext($1)) as got', [
      `tick:${name}`,
    ])
    if (!rows[0]?.got) return false
    await run().finally(() => client.query('select pg_advisory_unlock(hashtext($1))', [`tick:${name}`]))
    return true
  } catch (error) {
    isWell = false
    throw error
  } finally {
    // A connection that may still hold the lock, or still waits for an answer, is never used again.
    client.release(!isWell)
  }
}

/** Each failure in a row doubles the pause, up to the tick's own limit. */
function pauseAfter({ everyMs, slowestMs = LONGEST_PAUSE_MS }: Tick, failures: number): number {
  return Math.min(everyMs * 2 ** Math.min(failures, 6), Math.max(everyMs, slowestMs))
}

/**
 * Starts the ticks. A turn that fails is logged and tried again, each time after a longer pause up to a minute; it never ends
 * the process. The returned function waits for turns under way and stops.
 */
export function startTicks(pool: pg.Pool, ticks: readonly Tick[]): () => Promise<void> {
  let stopped = false
  const wake = new Set<() => void>()
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(done, ms)
      function done() {
        clearTimeout(timer)
        wake.delete(done)
        resolve()
      }
      wake.add(done)
    })
  const loops = ticks.map(async (tick) => {
    let failures = 0
    while (!stopped) {
      try {
        await runAlone(pool, tick)
        failures = 0
      } catch (error) {
        failures += 1
        log.error({ err: error, tick: tick.name, failures }, 'tick failed')
      }
      if (!stopped) await pause(pauseAfter(tick, failures))
    }
  })
  return async () => {
    stopped = true
    for (const done of [...wake]) done()
    await Promise.all(loops)
  }
}
