import { change, type Sql } from '@/server/sql'

/** A column's value as the action has it; amounts are bigint or their text. */
export type Columns = Readonly<Record<string, string | number | bigint | boolean | Date | Uint8Array | null>>

const NOT_LETTERS = /[A-Z]/g
const inSql = (name: string): string => name.replace(NOT_LETTERS, (letter) => `_${letter.toLowerCase()}`)

function inJson(value: Columns[string]): string | number | boolean | null {
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
  return typeof value === 'bigint' ? value.toString() : value
}

const asRow = (columns: Columns): string =>
  JSON.stringify(Object.fromEntries(Object.entries(columns).map(([name, value]) => [inSql(name), inJson(value)])))

/** Adds a raise that is seen for the first time. Columns go by their names in the schema. */
export async function addRaise(sql: Sql, columns: Columns): Promise<void> {
  const names = Object.keys(columns).map(inSql).join(', ')
  const text = `insert into raise (${names}) select ${names} from jsonb_populate_record(null::raise, $1::jsonb)`
  await change(sql, { name: 'raises.addRaise', text }, [asRow(columns)])
}

/** Changes columns of a raise. `name` names the set of columns, so that the statement is prepared once. */
export async function changeRaise(sql: Sql, name: string, columns: Columns & { address: string }): Promise<void> {
  const names = Object.keys(columns)
    .filter((column) => column !== 'address')
    .map(inSql)
  const text = `
    update raise r set ${names.map((column) => `${column} = n.${column}`).join(', ')}
    from jsonb_populate_record(null::raise, $1::jsonb) n where r.address = n.address`
  await change(sql, { name, text }, [asRow(columns)])
}
