import type { Db } from '@/server/db'

/** Counts of attempts are kept also when the attempt is refused. */
const NOT_AN_EFFECT = ['attempt_count']

/** A digest of every row of every table, by table: equal before and after an act that changed nothing. */
export async function everyRow(db: Db): Promise<Record<string, string>> {
  const tables = await db.$queryRaw<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`
  const digestOf = ({ name }: { name: string }) =>
    `select '${name}' as name, md5(string_agg(row::text, '|' order by row::text)) as digest from "${name}" row`
  const compared = tables.filter((table) => !NOT_AN_EFFECT.includes(table.name))
  // One statement, not one for each of more than a hundred tables.
  const rows = await db.$queryRawUnsafe<{ name: string; digest: string | null }[]>(
    compared.map(digestOf).join(' union all '),
  )
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest ?? '']))
}
