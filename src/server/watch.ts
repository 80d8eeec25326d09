import net from 'node:net'
import pg from 'pg'
import { dropDatabaseSockets } from './sockets'

const EVERY_MS = 500
/** A silence so long is no answer. It is short, so that whatever waits can be asked anew soon after a fault of the network. */
const PATIENCE_MS = 1_500
/** After so long nothing is waited for any more. */
const GIVEN_UP_MS = 10_000
/** An answer this young is as good as asking again. */
const FRESH_MS = 100

type Watch = {
  isUp: boolean
  /** When the last answer came, and when somebody's work last met a broken connection (performance.now). */
  at: number
  lostAt: number
  asking: Promise<boolean> | null
  question: (wasUp: boolean) => Promise<boolean>
}
// Shared through globalThis because pages are bundled apart from the server.
const shared = globalThis as typeof globalThis & { flotillaDatabase?: Watch }

function ask(watch: Watch): Promise<boolean> {
  watch.asking ??= watch.question(watch.isUp).then((answers) => {
    Object.assign(watch, { isUp: answers, at: performance.now(), asking: null })
    return answers
  })
  return watch.asking
}

/**
 * Asks the database twice a second whether it is there, over a connection of its own: a pool in which all are at work is no
 * database that is away. Returns how to stop.
 */
export function watchDatabase(connectionString: string): () => Promise<void> {
  const pool = new pg.Pool({
    connectionString,
    max: 1,
    connectionTimeoutMillis: GIVEN_UP_MS,
    query_timeout: GIVEN_UP_MS,
  })
  pool.on('error', () => undefined) // the next question notices
  const silence = new Silence()
  const question = async (wasUp: boolean) => {
    const first = wasUp ? await silence.unlessBroken(pool.query('select 1')) : 'broken'
    if (first === 'well') return true
    const answer = await inTime(askAnew(connectionString))
    if (silence.isForGood(answer)) dropDatabaseSockets()
    return answer === 'well'
  }
  const watch: Watch = { isUp: true, at: performance.now(), lostAt: 0, asking: null, question }
  shared.flotillaDatabase = watch
  const timer = setInterval(() => ask(watch), EVERY_MS).unref()
  return async () => {
    clearInterval(timer)
    delete shared.flotillaDatabase
    await pool.end()
  }
}

/**
 * Tells a network that has swallowed the connections from a database that is only slow. A new connection that answers while a
 * question asked earlier over an old one is still open says that the old ones are gone; a silence of all of them says so in the end.
 */
class Silence {
  #since: number | null = null

  /** Hears a question over the old connection; while it stays open, the silence lasts. */
  async unlessBroken(answer: Promise<unknown>): Promise<Heard> {
    const began = performance.now()
    const heard = await inTime(answer)
    if (heard !== 'silence') this.#since = null
    else {
      this.#since ??= began
      answer.then(
        () => (this.#since = null),
        () => undefined,
      )
    }
    return heard
  }

  /** Whether the old connections are to be given up, now that a new one gave this answer. Said once for each silence. */
  isForGood(anew: Heard): boolean {
    if (this.#since === null) return false
    if (anew !== 'well' && performance.now() - this.#since < GIVEN_UP_MS) return false
    this.#since = anew === 'well' ? null : performance.now()
    return true
  }
}

type Heard = 'well' | 'broken' | 'silence'

/** What is heard in time. An answer that is there but was not read yet, because this process was busy, counts. */
async function inTime(answer: Promise<unknown>): Promise<Heard> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Heard>((resolve) => {
    timer = setTimeout(() => setImmediate(() => setImmediate(() => resolve('silence'))), PATIENCE_MS)
  })
  const heard = answer.then(
    (): Heard => 'well',
    (): Heard => 'broken',
  )
  return Promise.race([heard, late]).finally(() => clearTimeout(timer))
}

/** Asks over a new connection, whatever became of the old ones. */
async function askAnew(connectionString: string): Promise<void> {
  const socket = new net.Socket()
  const patience = { connectionTimeoutMillis: 2 * PATIENCE_MS, query_timeout: 2 * PATIENCE_MS }
  const client = new pg.Client({ connectionString, stream: () => socket, ...patience })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('select 1')
  } finally {
    socket.destroy()
  }
}

/** What the database answered last; true in a process that does not watch it. */
export const isDatabaseUp = (): boolean => shared.flotillaDatabase?.isUp ?? true

/**
 * Whether the database is there now: asks it unless it answered a moment ago, all askers together once. While it is known to be
 * away nobody waits for it. True in a process that does not watch it.
 */
export async function databaseAnswers(): Promise<boolean> {
  const watch = shared.flotillaDatabase
  if (!watch) return true
  const isFresh = performance.now() - watch.at < FRESH_MS
  return watch.isUp && !isFresh ? ask(watch) : watch.isUp
}

/** Notes that somebody's work met a broken connection; the database is asked at once. */
export function noteLoss(): void {
  const watch = shared.flotillaDatabase
  if (!watch) return
  watch.lostAt = performance.now()
  void ask(watch)
}

/** Whether work met a broken connection since then (performance.now). */
export const wasLostSince = (instant: number): boolean => (shared.flotillaDatabase?.lostAt ?? 0) > instant
