import type pg from 'pg'

const EVERY_MS = 1_000
const PATIENCE_MS = 3_000

/** Asks the database every second whether it is there; the returned function says what it answered last. */
export function watchDatabase(pool: pg.Pool): () => boolean {
  const shared = globalThis as typeof globalThis & { flotillaDatabaseUp?: boolean }
  shared.flotillaDatabaseUp = true
  let asking = false
  const ask = async () => {
    if (asking) return
    asking = true
    const tooLong = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), PATIENCE_MS).unref())
    const answers = pool.query('select 1').then(
      () => true,
      () => false,
    )
    shared.flotillaDatabaseUp = await Promise.race([answers, tooLong])
    asking = false
  }
  setInterval(ask, EVERY_MS).unref()
  return isDatabaseUp
}

/** What the database answered last; true in a process that does not watch it. */
export const isDatabaseUp = (): boolean =>
  (globalThis as typeof globalThis & { flotillaDatabaseUp?: boolean }).flotillaDatabaseUp ?? true
