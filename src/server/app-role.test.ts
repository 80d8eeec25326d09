import { randomUUID } from 'node:crypto'
import { runOnce } from 'graphile-worker'
import type pg from 'pg'
import { describe, expect } from 'vitest'
import { post } from '@/domains/ledger/actions'
import { balanceOf } from '@/domains/ledger/queries'
import { accounts } from '@/domains/ledger/schema'
import { append } from '@/domains/log/actions'
import { test as base } from '@/test/db'
import { openDatabase } from './db'
import { enqueue } from './queue'

/** Everything as the user that site and worker connect as. */
const test = base.extend('app', { scope: 'file' }, async ({ appUrl }, { onCleanup }) => {
  const app = openDatabase(appUrl)
  onCleanup(async () => {
    await app.db.$disconnect()
    await app.pool.end()
  })
  return app
})

const APPEND_ONLY = ['transfer', 'log_entry', 'document_view', 'reputation_event']

describe('E24: the user of site and worker', () => {
  test('owns nothing and is no superuser', async ({ app }) => {
    const { rows } = await app.pool.query<{ user: string; super: boolean; owned: number }>(
      `select current_user as user, rolsuper as super, (select count(*)::int from pg_class where relowner = r.oid) as owned
       from pg_roles r where rolname = current_user`,
    )
    expect(rows).toEqual([{ user: 'flotilla_app', super: false, owned: 0 }])
  })

  for (const table of APPEND_ONLY)
    test.for([`update ${table} set serial = 1`, `delete from ${table}`, `truncate ${table}`])(
      'may not: %s',
      async (statement, { app }) => {
        await expect(app.pool.query(statement.replace('serial = 1', 'at = now()'))).rejects.toThrow(
          `permission denied for table ${table}`,
        )
      },
    )

  test.for([
    ['alter table transfer disable trigger all', 'must be owner'],
    ['drop trigger transfer_append_only on transfer', 'must be owner'],
    ['drop table log_entry', 'must be owner'],
    ["set session_replication_role = 'replica'", 'permission denied'],
    [
      'create or replace function refuse_change() returns trigger language plpgsql as $$ begin return new; end $$',
      'denied|owner',
    ],
    ["update _prisma_migrations set checksum = ''", 'permission denied'],
    ['set role flotilla', 'permission denied'],
  ])('may not: %s', async ([statement, words], { app }) => {
    await expect(app.pool.query(statement!)).rejects.toThrow(new RegExp(words!))
  })

  test('no table that refuses a change grants it', async ({ app, pool }) => {
    const { rows } = await pool.query<{ table: string; change: string }>(
      `select c.relname as table, w.name as change from pg_trigger t
       join pg_class c on c.oid = t.tgrelid join pg_proc f on f.oid = t.tgfoid
       join (values ('UPDATE', 16), ('DELETE', 8), ('TRUNCATE', 32)) as w (name, bit) on t.tgtype & w.bit > 0
       where f.proname = 'refuse_change'`,
    )
    expect(rows.length).toBeGreaterThan(8)
    for (const { table, change } of rows) {
      const { rows: granted } = await app.pool.query('select has_table_privilege($1, $2) as granted', [table, change])
      expect({ table, change, ...granted[0] }).toEqual({ table, change, granted: false })
    }
  })

  test('does what the product does: books, records, queues and works', async ({ app }) => {
    const vault = accounts.payment(randomUUID())
    const transfer = { from: 'wallet:a', to: vault, asset: 'KOII', units: 250n, at: new Date(), cause: randomUUID() }
    await app.db.$transaction(async (tx) => {
      await post(tx, [transfer])
      await append(tx, { type: 'test.acted', at: new Date(), actorId: null, subjects: ['test'], facts: {} })
      await enqueue(tx, 'test.job', { id: 'one' }, { key: 'test' })
    })
    expect(await balanceOf(app.db, vault, 'KOII')).toBe(250n)
    const done: unknown[] = []
    const pgPool: pg.Pool = app.pool
    await runOnce({ pgPool, noHandleSignals: true, taskList: { 'test.job': (payload) => void done.push(payload) } })
    expect(done).toEqual([{ id: 'one' }])
  })
})
