import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { bundle } from '../../tools/build.mjs'
import { startPostgres } from '../../tools/postgres.mjs'
import { scratchFolder } from '../../tools/scratch.mjs'

declare module 'vitest' {
  interface ProvidedContext {
    /** A migrated database that nobody connects to: every test file works in a copy of it. */
    templateUrl: string
    /** User and password of the app, which owns no table. */
    appUrl: string
  }
}

/**
 * One PostgreSQL for the whole run, in a folder of its own; fsync is off because nothing in it is kept. And the bundle, for tests that start
 * processes.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await bundle(process.env)
  const folder = scratchFolder()
  const settings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200']
  const server = await startPostgres({ folder, database: 'template_flotilla', settings })
  const env = { ...process.env, DATABASE_URL: server.appUrl, MIGRATION_DATABASE_URL: server.url }
  execFileSync(process.execPath, [path.resolve('tools/migrate.mjs')], { env, stdio: 'pipe' })
  project.provide('templateUrl', server.url)
  project.provide('appUrl', server.appUrl)
  return async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
