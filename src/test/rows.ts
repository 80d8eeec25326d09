import type { Db } from '@/server/db'

/** Counts of attempts are kept also when the attempt is refused. */
const NOT_AN_EFFECT = ['attempt_count']

/** A digest of every row of every table, by table: equal before and after an act that changed nothing. */
export async function everyRow(db: Db): Promise<Record<string, string>> {
  const tables = await db.$queryRaw<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`
  const digests: Record<string, string> = {}
  for (const { name } of tables.filter((table) => !NOT_AN_EFFECT.includes(table.name))) {
    const rows = await db.$queryRawUnsafe<{ digest: string | null }[]>(
      `select md5(string_agg(row::text, '|' order by row::text)) as digest from "${name}" row`,
    )
    digests[name] = rows[0]?.digest ?? ''
  }
  return digests
}
