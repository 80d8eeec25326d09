import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { log } from './log'
import { oneAtATime } from './one-at-a-time'

/** Something the worker does again and again. Only one worker does it at a time, whoever holds its advisory lock. */
export type Tick = {
  name: string
  everyMs: number
  /** The longest pause after failures; a minute when left out. */
  slowestMs?: number
  run: () => Promise<void>
}

const LONGEST_PAUSE_MS = 60_000

/**
 * A worker's locks, all on one connection that falls with the process. One that was got is kept from turn to turn: asking again
 * each time was a quarter of what an idle worker asked the database.
 */
class Locks {
  #client: Promise<pg.Client> | null = null
  readonly #kept = new Set<string>()

  constructor(private readonly open: () => pg.Client) {}

  /** Whether this worker has the lock of this tick. */
  async take(name: string): Promise<boolean> {
    if (this.#kept.has(name)) return true
    const got = await this.#ask('select pg_try_advisory_lock(hashtext($1)) as done', name)
    if (got) this.#kept.add(name)
    return got
  }

  /** Lets another worker try. */
  async give(name: string): Promise<void> {
    if (this.#kept.delete(name)) await this.#ask('select pg_advisory_unlock(hashtext($1)) as done', name)
  }

  async close(): Promise<void> {
    const client = this.#client
    this.#lose(client)
    await client?.then((open) => open.end()).catch(() => undefined) // it was never open, or broke already
  }

  /** What a connection answered that broke meanwhile is not worth anything; one without an answer is given up. */
  async #ask(question: string, name: string): Promise<boolean> {
    this.#client ??= this.#connect()
    const client = this.#client
    try {
      const { rows } = await (await client).query<{ done: boolean }>(question, [`tick:${name}`])
      return rows[0]?.done === true && this.#client === client
    } catch (error) {
      this.#lose(client)
      client.then((broken) => broken.end()).catch(() => undefined) // it was never open, or is closed already
      throw error
    }
  }

  #connect(): Promise<pg.Client> {
    const client = this.open()
    oneAtATime(client)
    // Its end, unheard, would end the worker.
    client.on('error', (error) => log.warn({ reason: error.message }, 'the locks of the ticks are lost'))
    const connected = client.connect()
    client.on('end', () => this.#lose(connected))
    return connected
  }

  #lose(client: Promise<pg.Client> | null): void {
    if (this.#client !== client) return
    this.#client = null
    this.#kept.clear()
  }
}

/** Each failure in a row doubles the pause, up to the tick's own limit. */
function pauseAfter({ everyMs, slowestMs = LONGEST_PAUSE_MS }: Tick, failures: number): number {
  return Math.min(everyMs * 2 ** Math.min(failures, 6), Math.max(everyMs, slowestMs))
}

/**
 * Starts the ticks; `open` makes a connection for their locks. A turn that fails is logged and tried again, each time after a longer
 * pause up to a minute, and in that pause by any other worker; it never ends the process. The returned function waits for turns
 * under way and stops.
 */
export function startTicks(open: () => pg.Client, ticks: readonly Tick[]): () => Promise<void> {
  const stopping = new AbortController()
  const { signal } = stopping
  const locks = new Locks(open)
  const loops = ticks.map(async (tick) => {
    let failures = 0
    while (!signal.aborted) {
      try {
        if (await locks.take(tick.name)) await tick.run()
        failures = 0
      } catch (error) {
        failures += 1
        log.error({ err: error, tick: tick.name, failures }, 'tick failed')
        await locks.give(tick.name).catch(() => undefined) // the connection is gone, and the lock with it
      }
      await pause(pauseAfter(tick, failures), undefined, { signal }).catch(() => undefined) // told to stop
    }
  })
  return async () => {
    stopping.abort()
    await Promise.all(loops)
    await locks.close()
  }
}
