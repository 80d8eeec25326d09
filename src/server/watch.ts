import pg from 'pg'

const EVERY_MS = 1_000
const PATIENCE_MS = 3_000
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
 * Asks the database every second whether it is there, over a connection of its own: a pool in which all are at work is no
 * database that is away. Returns how to stop.
 */
export function watchDatabase(connectionString: string): () => Promise<void> {
  const patience = { connectionTimeoutMillis: PATIENCE_MS, query_timeout: PATIENCE_MS }
  const pool = new pg.Pool({ connectionString, max: 1, ...patience })
  pool.on('error', () => undefined) // the next question notices
  const question = () =>
    pool.query('select 1').then(
      () => true,
      () => false,
    )
  const watch: Watch = { isUp: true, at: performance.now(), lostAt: 0, asking: null, question }
  shared.flotillaDatabase = watch
  const timer = setInterval(() => ask(watch), EVERY_MS).unref()
  return async () => {
    clearInterval(timer)
    delete shared.flotillaDatabase
    await pool.end()
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
