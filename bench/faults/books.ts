import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { type Db, openDatabase } from '@/server/db'
import { startPostgres } from '../../tools/postgres.mjs'

/** A PostgreSQL of its own with migrated databases, for as long as the work takes. */
export async function withBooks<Result>(
  count: number,
  settings: readonly string[],
  work: (books: { db: Db; pool: pg.Pool; url: string }[]) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(path.join(tmpdir(), 'flotilla-books-'))
  const server = await startPostgres({ folder, database: 'template_books', settings: [...settings] })
  const opened: ReturnType<typeof openDatabase>[] = []
  try {
    const env = { ...process.env, DATABASE_URL: server.url }
    execFileSync(process.execPath, [path.resolve('tools/migrate.mjs')], { env, stdio: 'pipe' })
    const urls = await copies(server.url, count)
    opened.push(...urls.map((url) => openDatabase(url)))
    return await work(opened.map((books, index) => ({ ...books, url: urls[index]! })))
  } finally {
    for (const { db, pool } of opened) {
      await db.$disconnect()
      await pool.end()
    }
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function copies(template: string, count: number): Promise<string[]> {
  const admin = new URL(template)
  admin.pathname = '/postgres'
  const client = new pg.Client({ connectionString: admin.href })
  await client.connect()
  const urls: string[] = []
  for (let index = 0; index < count; index += 1) {
    await client.query(`create database books_${index} template template_books`)
    const url = new URL(template)
    url.pathname = `/books_${index}`
    urls.push(url.href)
  }
  await client.end()
  return urls
}
