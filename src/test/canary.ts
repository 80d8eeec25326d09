import type pg from 'pg'

/** The tables in which a text stands, as text or inside bytes; compressed or sealed it is not found, and is not meant to be. */
export async function tablesWith(pool: pg.Pool, canary: string): Promise<string[]> {
  const { rows: tables } = await pool.query<{ schema: string; name: string }>(
    `select table_schema as schema, table_name as name from information_schema.tables
     where table_schema in ('public', 'graphile_worker') and table_type = 'BASE TABLE'`,
  )
  const bytes = Buffer.from(canary).toString('hex')
  const found: string[] = []
  for (const { schema, name } of tables) {
    const { rowCount } = await pool.query(
      `select from "${schema}"."${name}" r where position($1 in r::text) > 0 or position($2 in r::text) > 0 limit 1`,
      [canary, bytes],
    )
    if (rowCount) found.push(name)
  }
  return found.sort()
}
