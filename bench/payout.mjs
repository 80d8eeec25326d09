// B6 `payout`: 90,000 wallets planned, built, signed, submitted to the VM, confirmed and booked, against the VM alone on the same
// transactions, built beforehand, in the same run, five times in turns. BENCH_WALLETS and BENCH_RUNS make it smaller.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { run } from '../tools/children.mjs'
import { startPostgres } from '../tools/postgres.mjs'

const root = path.resolve(import.meta.dirname, '..')

/** A migrated database of its own, with the settings of a real one: what is booked must survive a crash. */
async function withDatabase(body) {
  const folder = mkdtempSync(path.join(tmpdir(), 'flotilla-payout-'))
  const server = await startPostgres({ folder })
  try {
    const env = { ...process.env, DATABASE_URL: server.url }
    await run(process.execPath, [path.join(root, 'tools/migrate.mjs')], { env, cwd: root })
    return await body(env)
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

export const measure = () =>
  withDatabase(async (env) => {
    const args = ['--import', 'tsx', path.join(root, 'bench/payout/run.ts')]
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] })
    const results = []
    createInterface({ input: child.stdout }).on('line', (line) => results.push(JSON.parse(line)))
    const [code] = await once(child, 'close')
    if (code !== 0) throw new Error('the measurement failed')
    return results
  })
