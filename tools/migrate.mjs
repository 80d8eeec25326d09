// Brings a database up to date: our tables by Prisma's migrations, the job queue's by its own. Safe to run twice, or at once.
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { runMigrations } from 'graphile-worker'

const root = path.resolve(import.meta.dirname, '..')
execFileSync(process.execPath, [path.join(root, 'node_modules/prisma/build/index.js'), 'migrate', 'deploy'], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'inherit'],
})
await runMigrations({ connectionString: process.env.DATABASE_URL })
