import { existsSync } from 'node:fs'
import path from 'node:path'
import { database } from '@/server/db'
import { env, environmentProblems } from '@/server/env'
import { keyProblems, keysOutOfPlace, MACHINES, type Machine } from '@/server/key-files'
import { pendingMigrations } from '@/server/migrations'
import { ROOT } from './committed'

const USAGE = `Usage:
  flotilla serve web|worker
    One process of the site, or of the work behind it, as configured. Nothing is made up and nothing else is started.`

/** Throws with one line for each thing that is wrong, before anything is opened to anybody. */
async function refuseUnfit(machine: Machine): Promise<void> {
  const problems = environmentProblems(process.env)
  if (problems.length === 0) problems.push(...keyProblems(env()), ...keysOutOfPlace(env(), machine))
  if (machine === 'web' && !existsSync(path.join(ROOT, '.next/BUILD_ID')))
    problems.push('The site is not built. Run: npm run build')
  if (problems.length > 0) throw new Error(`Nothing was started.\n${problems.map((line) => `  ${line}`).join('\n')}`)
  const pending = await pendingMigrations(database().pool, ROOT).catch((error: unknown) => {
    throw new Error(`DATABASE_URL: the database does not answer (${(error as Error).message}). Nothing was started.`)
  })
  if (pending.length > 0)
    throw new Error(
      `The database lacks ${pending.join(', ')}. Run, with the migrating user's DATABASE_URL: npm run migrate`,
    )
}

/** `flotilla serve`: becomes the web or the worker process, which goes on until it is told to stop. */
export async function main(args: readonly string[]): Promise<null> {
  const machine = MACHINES.find((name) => name === args[0])
  if (!machine || args.length !== 1) throw new Error(USAGE)
  process.chdir(ROOT)
  Object.assign(process.env, { NODE_ENV: 'production', NEXTAUTH_URL: process.env.SITE_URL })
  await refuseUnfit(machine)
  await (machine === 'web' ? import('@/server/main') : import('@/server/worker'))
  return null
}
