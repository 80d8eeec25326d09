import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { startPostgres } from './postgres.mjs'

const folder = mkdtempSync(path.join(tmpdir(), 'flotilla-drill-'))
chmodSync(folder, 0o755)
afterAll(() => rmSync(folder, { recursive: true }))

const connect = async (url: string) => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return client
}

/**
 * The backup of docs/operations.md that needs no further program: PostgreSQL is told, its folder is copied while it works, and what
 * it wrote meanwhile is copied last. Everything is owned as in the original.
 */
async function backUp(url: string, dir: string, into: string): Promise<void> {
  const client = await connect(url)
  await client.query("select pg_backup_start('drill', true)")
  cpSync(dir, into, {
    recursive: true,
    filter: (file) => !/\/(postmaster\.(pid|opts)|pg_wal\/.+)$/.test(file),
  })
  const { rows } = await client.query<{ labelfile: string }>('select labelfile from pg_backup_stop(false)')
  writeFileSync(path.join(into, 'backup_label'), rows[0]!.labelfile)
  cpSync(path.join(dir, 'pg_wal'), path.join(into, 'pg_wal'), { recursive: true })
  await client.end()
}

/** Gives a copy to the user who may start it. */
function own(target: string, like: string): void {
  const { uid, gid } = statSync(like)
  const walk = (at: string) => {
    chownSync(at, uid, gid)
    if (statSync(at).isDirectory()) for (const name of readdirSync(at)) walk(path.join(at, name))
  }
  walk(target)
  chmodSync(target, 0o700)
}

test('a copy made while people write is whole: everything committed before it is there, and nothing half', async () => {
  const first = path.join(folder, 'first')
  mkdirSync(first, { mode: 0o755 })
  const server = await startPostgres({ folder: first, settings: ['fsync=off'] })
  const client = await connect(server.url)
  await client.query('create table entry (id bigserial primary key, debit bigint not null, credit bigint not null)')
  await client.query('insert into entry (debit, credit) select n, -n from generate_series(1, 50000) n')

  // Somebody writes from before the copy until after it, two rows that belong together in each transaction.
  let writing = true
  const writer = (async () => {
    while (writing) await client.query('insert into entry (debit, credit) values (7, 0), (0, -7)')
  })()
  const second = path.join(folder, 'second/postgres/data')
  mkdirSync(path.dirname(second), { recursive: true, mode: 0o755 })
  await backUp(server.url, server.dir, second)
  writing = false
  await writer
  const { rows: all } = await client.query<{ count: string }>('select count(*) from entry')
  await client.end()
  await server.stop()

  own(second, server.dir)
  cpSync(path.join(first, 'postgres.password'), path.join(folder, 'second/postgres.password'))
  const restored = await startPostgres({ folder: path.join(folder, 'second') })
  const again = await connect(restored.url)
  const { rows } = await again.query<{ count: string; sum: string; odd: boolean }>(
    'select count(*), sum(debit + credit)::text as sum, count(*) % 2 = 1 as odd from entry',
  )
  expect(rows[0]).toMatchObject({ sum: '0', odd: false })
  expect(Number(rows[0]!.count)).toBeGreaterThanOrEqual(50_000)
  expect(Number(rows[0]!.count)).toBeLessThanOrEqual(Number(all[0]!.count))
  await again.query('insert into entry (debit, credit) values (1, -1)')
  await again.end()
  await restored.stop()
}, 120_000)
