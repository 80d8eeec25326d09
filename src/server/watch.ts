import net from 'node:net'
import pg from 'pg'
import { dropDatabaseSockets } from './sockets'

const EVERY_MS = 500
/** A silence so long is no answer. It is short, so that whatever waits can be asked anew soon after a fault of the network. */
const PATIENCE_MS = 1_500
/** After so long nothing is waited for any more, unless another patience is asked for. */
const GIVEN_UP_MS = 10_000
/** An answer this young is as good as asking again. */
const FRESH_MS = 100

type Watch = {
  isUp: boolean
  /** When the last answer came, and when somebody's work last met a broken connection (performance.now). */
  at: number
  lostAt: number
  asking: Promise<boolean> | null
  question: () => Promise<boolean>
}
// Shared through globalThis because pages are bundled apart from the server.
const shared = globalThis as typeof globalThis & { flotillaDatabase?: Watch }

function ask(watch: Watch): Promise<boolean> {
  watch.asking ??= watch.question().then((answers) => {
    Object.assign(watch, { isUp: answers, at: performance.now(), asking: null })
    return answers
  })
  return watch.asking
}

/**
 * Asks the database twice a second whether it is there, over a connection of its own: a pool in which all are at work is no
 * database that is away. Returns how to stop.
 *
 * A network that has swallowed connections is told from a database that is only slow: when a new connection answers while the
 * question over the old one is still open, the old ones are gone, and everybody's are given up. A silence of all says so in the end:
 * after `givenUpMs` milliseconds.
 */
export function watchDatabase(connectionString: string, givenUpMs = GIVEN_UP_MS): () => void {
  let line = new Line(connectionString)
  const question = async () => {
    if (line.silentMs === 0 && (await line.ask()) === 'well') return true
    const next = new Line(connectionString)
    const isBack = (await next.ask()) === 'well'
    if (line.silentMs > (isBack ? 0 : givenUpMs)) {
      dropDatabaseSockets()
      line.close()
    }
    // Of two that do not answer the one whose question is open is kept: how long it has been silent is what counts in the end.
    const [kept, other] = isBack || line.silentMs === 0 ? [next, line] : [line, next]
    other.close()
    line = kept
    return isBack
  }
  const watch: Watch = { isUp: true, at: performance.now(), lostAt: 0, asking: null, question }
  shared.flotillaDatabase = watch
  const timer = setInterval(() => ask(watch), EVERY_MS).unref()
  return () => {
    clearInterval(timer)
    delete shared.flotillaDatabase
    line.close()
  }
}

type Heard = 'well' | 'broken' | 'silence'

/** One connection that asks one question at a time. */
class Line {
  readonly #socket = new net.Socket()
  readonly #client: pg.Client
  #connected: Promise<unknown> | undefined
  #began: number | null = null

  constructor(connectionString: string) {
    this.#client = new pg.Client({ connectionString, stream: () => this.#socket })
    this.#client.on('error', () => undefined) // the next question notices
  }

  /** For how long the question that is open has had no answer; 0 when none is open. */
  get silentMs(): number {
    return this.#began === null ? 0 : Math.max(1, performance.now() - this.#began)
  }

  /** Asks, and says what was heard in time. A question that was not answered stays open. */
  ask(): Promise<Heard> {
    this.#began = performance.now()
    this.#connected ??= this.#client.connect()
    const answer = this.#connected.then(() => this.#client.query('select 1'))
    const over = () => {
      this.#began = null
    }
    answer.then(over, over)
    return inTime(answer)
  }

  close(): void {
    this.#socket.destroy()
  }
}

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
