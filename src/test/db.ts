import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { test as base, inject } from 'vitest'
import { type Db, openDatabase } from '@/server/db'

/** A copy of the migrated template, and how to drop it. */
async function copyTemplate(): Promise<{ url: string; drop: () => Promise<void> }> {
  const template = new URL(inject('templateUrl'))
  const admin = new URL(template)
  admin.pathname = '/postgres'
  const name = `test_${randomBytes(8).toString('hex')}`
  const run = async (statement: string) => {
    const client = new pg.Client({ connectionString: admin.href })
    await client.connect()
    await client.query(statement).finally(() => client.end())
  }
  // Copied file by file, since what is written twice, into the log too, takes twice as long.
  await run(`create database ${name} template ${template.pathname.slice(1)} strategy file_copy`)
  const url = new URL(template)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => run(`drop database ${name} with (force)`) }
}

/** One more private copy, for a test that compares books; `close` drops it. */
export async function anotherDatabase(): Promise<{ db: Db; url: string; close: () => Promise<void> }> {
  const { url, drop } = await copyTemplate()
  const { db, pool } = openDatabase(url)
  const close = async () => {
    await db.$disconnect()
    await pool.end()
    await drop()
  }
  return { db, url, close }
}

/**
 * `test` with a database per file: `db` is a Prisma client on a private copy, `pool` is its pg pool, `databaseUrl` its address
 * (also set as DATABASE_URL, so that code which asks `database()` reaches the same copy), `appUrl` the same for the app's user.
 */
export const test = base
  .extend('databaseUrl', { scope: 'file' }, async ({}, { onCleanup }) => {
    const copy = await copyTemplate()
    process.env.DATABASE_URL = copy.url
    onCleanup(copy.drop)
    return copy.url
  })
  .extend('connections', { scope: 'file' }, async ({ databaseUrl }, { onCleanup }) => {
    const connections = openDatabase(databaseUrl)
    onCleanup(async () => {
      await connections.db.$disconnect()
      await connections.pool.end()
    })
    return connections
  })
  .extend('appUrl', { scope: 'file' }, ({ databaseUrl }) => {
    const url = new URL(inject('appUrl'))
    url.pathname = new URL(databaseUrl).pathname
    return url.href
  })
  .extend('db', { scope: 'file' }, ({ connections }): Db => connections.db)
  .extend('pool', { scope: 'file' }, ({ connections }): pg.Pool => connections.pool)
