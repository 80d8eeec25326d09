import { readdirSync } from 'node:fs'
import path from 'node:path'
import type pg from 'pg'

/** Migrations of this version that the database has not had, in order. `root`: the checkout. */
export async function pendingMigrations(pool: pg.Pool, root: string): Promise<string[]> {
  const names = readdirSync(path.join(root, 'prisma/migrations'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
  const { rows: table } = await pool.query("select to_regclass('_prisma_migrations') as found")
  if (!table[0]?.found) return names.sort()
  const { rows } = await pool.query<{ name: string }>(
    'select migration_name as name from _prisma_migrations where finished_at is not null and rolled_back_at is null',
  )
  const done = new Set(rows.map(({ name }) => name))
  return names.filter((name) => !done.has(name)).sort()
}
