import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Dice } from '@/test/dice'
import { Wire } from '@/test/wire'
import { startPostgres } from '../../tools/postgres.mjs'
import { isDatabaseAway } from './away'
import { type Db, openDatabase, type Tx } from './db'
import { databaseAnswers, isDatabaseUp, noteLoss, wasLostSince, watchDatabase } from './watch'

const folder = mkdtempSync(path.join(tmpdir(), 'flotilla-away-'))
let server: Awaited<ReturnType<typeof startPostgres>>
let db: Db
let pool: pg.Pool
let stopWatching: () => void

beforeAll(async () => {
  chmodSync(folder, 0o755)
  server = await startPostgres({ folder })
  ;({ db, pool } = openDatabase(server.url))
  stopWatching = watchDatabase(server.url)
})
afterAll(async () => {
  stopWatching()
  await db.$disconnect()
  await pool.end()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

const errorOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  )

/** A transaction that has begun and goes on when it is told to. */
function openTransaction(
  then: (tx: Tx) => Promise<unknown>,
  begin: (tx: Tx) => Promise<unknown> = (tx) => tx.$queryRaw`select 1`,
) {
  const [begun, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const error = errorOf(
    db.$transaction(async (tx) => {
      await begin(tx)
      begun.resolve()
      await go.promise
      await then(tx)
    }),
  )
  return { begun: begun.promise, go: go.resolve, error }
}

test('a mistake in a question is no outage', async () => {
  const mistakes = [db.$queryRaw`select nothing from nowhere`, db.session.findFirst(), pool.query('select 1/0')]
  const errors = await Promise.all(mistakes.map(errorOf))
  expect(errors.map((error) => error !== null && !isDatabaseAway(error))).toEqual([true, true, true])
  expect(isDatabaseAway(new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }))).toBe(false)
  expect(isDatabaseAway(null)).toBe(false)
})

test('a connection that breaks at COMMIT is told from a bug', async () => {
  const url = new URL(server.url)
  const wire = await Wire.to(Number(url.port), new Dice(1))
  url.port = String(wire.port)
  const over = openDatabase(url.href)
  const error = await errorOf(
    over.db.$transaction(async (tx) => {
      await tx.$queryRaw`select 1`
      void wire.strikeAt(1, 'reset')
    }),
  )
  expect(isDatabaseAway(error)).toBe(true)
  wire.mend()
  expect(await over.db.$queryRaw`select 1 as here`).toEqual([{ here: 1 }])
  await over.db.$disconnect()
  await over.pool.end()
  wire.stop()
})

test('a statement and a transaction that take too long are told from a bug', async () => {
  await db.$executeRaw`create table session ()`
  const nothing = async () => undefined
  const holder = openTransaction(nothing, (tx) => tx.$executeRaw`lock table session`)
  await holder.begun
  const late = (ask: (tx: Tx) => Promise<unknown>) =>
    errorOf(
      db.$transaction(async (tx) => {
        await tx.$executeRaw`set local statement_timeout = '20ms'`
        await ask(tx)
      }),
    )
  const errors = await Promise.all([
    late((tx) => tx.$queryRaw`select pg_sleep(9)`),
    late((tx) => tx.session.findFirst()),
    errorOf(db.$transaction((tx) => tx.$queryRaw`select pg_sleep(0.1)::text`, { timeout: 20 })),
  ])
  holder.go()
  await holder.error
  expect(errors.map(isDatabaseAway)).toEqual(errors.map(() => true))
})

test('a connection is asked one thing at a time, in the order of asking, whatever one of them comes to', async () => {
  const warned: Error[] = []
  const hear = (warning: Error) => warned.push(warning)
  process.on('warning', hear)
  const client = await pool.connect()
  const asked = ['1', 'nothing', '3', '4'].map((text) => client.query(`select ${text} as one`))
  const heard = await Promise.allSettled(asked)
  const called = await new Promise((resolve) => client.query('select 5 as one', (_, { rows }) => resolve(rows)))
  client.release()
  process.off('warning', hear)
  expect(heard.map((one) => one.status === 'fulfilled' && one.value.rows)).toEqual([
    ...[[{ one: 1 }], false],
    ...[[{ one: 3 }], [{ one: 4 }]],
  ])
  expect(called).toEqual([{ one: 5 }])
  expect(warned).toEqual([])
})

test('work that is under way when the database stops, and all that comes later, is told from a bug; then it goes on', async () => {
  const began = performance.now()
  expect(await databaseAnswers()).toBe(true)
  const asking = [errorOf(pool.query('select pg_sleep(30)')), errorOf(db.$queryRaw`select pg_sleep(30)`)]
  const writing = openTransaction((tx) => tx.$queryRaw`select 1`)
  const committing = openTransaction(async () => undefined)
  await Promise.all([writing.begun, committing.begun])
  await server.stop()
  writing.go()
  committing.go()
  const later = [db.$queryRaw`select 1`, db.session.findFirst(), db.$transaction(async () => 1), pool.query('select 1')]
  const errors = await Promise.all([...asking, writing.error, committing.error, ...later.map(errorOf)])
  expect(errors.map(isDatabaseAway)).toEqual(errors.map(() => true))

  expect(wasLostSince(began)).toBe(false)
  noteLoss()
  expect(wasLostSince(began)).toBe(true)
  await expect.poll(isDatabaseUp).toBe(false)
  expect(await databaseAnswers()).toBe(false)
  server = await startPostgres({ folder, port: server.port })
  await expect.poll(databaseAnswers, { timeout: 5_000 }).toBe(true)
  expect(await db.$queryRaw`select 1 as here`).toEqual([{ here: 1 }])
})
