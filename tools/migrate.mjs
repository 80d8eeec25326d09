// Brings a database up to date: our tables by Prisma's migrations, the job queue's by its own. Safe to run twice, or at once.
// With MIGRATION_DATABASE_URL the tables belong to its user, and the user of DATABASE_URL gets what the product needs and no more:
// whoever holds the site's or the worker's password cannot change or delete a row of an append-only table.
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { runMigrations } from 'graphile-worker'
import { grantToApp } from './app-user.mjs'

const root = path.resolve(import.meta.dirname, '..')
const { DATABASE_URL } = process.env
const owner = process.env.MIGRATION_DATABASE_URL || DATABASE_URL
execFileSync(process.execPath, [path.join(root, 'node_modules/prisma/build/index.js'), 'migrate', 'deploy'], {
  cwd: root,
  env: { ...process.env, DATABASE_URL: owner },
  stdio: ['ignore', 'ignore', 'inherit'],
})
await runMigrations({ connectionString: owner })
await grantToApp({ owner, app: DATABASE_URL })
