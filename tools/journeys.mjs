// Runs the browser journeys against a world of their own: free ports, a folder that is deleted afterwards, the production build.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium, NO_BROWSER } from './browser.mjs'
import { freePort } from './port.mjs'
import { forgetPostgres } from './postgres.mjs'
import { startWorld } from './world.mjs'

const root = path.resolve(import.meta.dirname, '..')

/** Starts a world, hands its environment to `body`, and tears it down whatever happens. */
export async function inWorld(body, { say = (line) => console.log(`   ${line}`), ...options } = {}) {
  const stateDir = mkdtempSync(path.join(tmpdir(), 'flotilla-world-'))
  chmodSync(stateDir, 0o755) // the database's user has to pass through
  const abort = new AbortController()
  const interrupted = new Promise((_, reject) => {
    abort.signal.addEventListener('abort', () => reject(abort.signal.reason))
  })
  interrupted.catch(() => undefined) // also when nobody waits any more
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => abort.abort(new Error('Interrupted.')))
  let world
  try {
    world = await startWorld({ stateDir, port: await freePort(), slotMs: 100, say, signal: abort.signal, ...options })
    return await Promise.race([body(world), interrupted])
  } finally {
    await world?.stop()
    await forgetPostgres({ folder: stateDir })
    rmSync(stateDir, { recursive: true, force: true })
  }
}

/** Runs Playwright in this environment; `--shots` takes pictures of every page instead of living the journeys. */
async function playwright(env) {
  const given = process.argv.slice(2)
  const pictures = given.includes('--shots') ? ['--config', path.join(root, 'e2e/shots/playwright.config.ts')] : []
  const args = [...pictures, ...given.filter((arg) => arg !== '--shots')]
  const cli = path.join(root, 'node_modules/@playwright/test/cli.js')
  const child = spawn(process.execPath, [cli, 'test', ...args], { cwd: root, env, stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  return code ?? 1
}

async function main() {
  const browser = chromium()
  if (!browser) {
    console.error(NO_BROWSER)
    return 1
  }
  // A world that runs already serves for pictures: whoever works on the look takes them again and again.
  if (process.env.BASE_URL) return playwright({ ...process.env, CHROMIUM_PATH: browser })
  const journeys = ({ env, site, worker, chain }) => {
    const processes = { WORKER_PID: String(worker.child.pid), CHAIN_PID: String(chain.child.pid) }
    return playwright({ ...env, ...processes, CHROMIUM_PATH: browser, BASE_URL: site })
  }
  return inWorld(journeys)
}

if (import.meta.filename === process.argv[1]) process.exit(await main())
