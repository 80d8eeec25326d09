import { database } from '@/server/db'
import { env } from '@/server/env'
import { replayErasures } from '@/server/erasure'

const USAGE = `Usage:
  flotilla erasures replay
    After a backup was restored, before the site is opened again: forgets whom the backup brought back. Needs the object store of
    DOCUMENT_STORE, where the tombstones lie; with "database", put the rows of vault_tombstone back first (docs/operations.md).`

/** `flotilla erasures replay`: says how many people were forgotten again. */
export async function main(args: readonly string[]): Promise<number> {
  if (args.length !== 1 || args[0] !== 'replay') throw new Error(USAGE)
  env()
  const { db, pool } = database()
  try {
    const count = await replayErasures(db, new Date())
    console.log(count === 0 ? 'Nobody had come back.' : `Forgotten again: ${count}.`)
    return 0
  } finally {
    await db.$disconnect()
    await pool.end()
  }
}
