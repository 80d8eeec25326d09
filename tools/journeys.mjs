// Runs the browser journeys against worlds of their own: free ports, folders that are deleted afterwards, the production build.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { chromium, NO_BROWSER } from './browser.mjs'
import { build } from './build.mjs'
import { run } from './children.mjs'
import { freePort } from './port.mjs'
import { forgetPostgres } from './postgres.mjs'
import { scratchFolder } from './scratch.mjs'
import { startWorld } from './world.mjs'

const root = path.resolve(import.meta.dirname, '..')

/**
 * Starts a world, in `stateDir` if a folder is given, hands its environment to `body`, and tears it down whatever happens. `stopped` may
 * look at what it left before its folder is deleted.
 */
export async function inWorld(
  body,
  { say = (line) => console.log(`   ${line}`), stateDir = scratchFolder(), stopped, ...options } = {},
) {
  const abort = new AbortController()
  const interrupted = new Promise((_, reject) => {
    abort.signal.addEventListener('abort', () => reject(abort.signal.reason))
  })
  interrupted.catch(() => undefined) // also when nobody waits any more
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => abort.abort(new Error('Interrupted.')))
  // Everything that its processes say is kept, so that a journey can read it: e2e/leaks.spec.ts.
  const heard = path.join(stateDir, 'heard')
  mkdirSync(heard, { recursive: true })
  const hear = (name, line) => appendFileSync(path.join(heard, `${name}.log`), `${line}\n`)
  let world
  try {
    // Nobody waits for finality here; F1 and the tests of the follower do.
    const place = { stateDir, port: await freePort(), slotMs: 100, soon: true, say, hear, signal: abort.signal }
    world = await startWorld({ ...place, ...options })
    return await Promise.race([body({ ...world, env: { ...world.env, HEARD: heard } }), interrupted])
  } finally {
    await world?.stop()
    if (world) stopped?.(world)
    await forgetPostgres({ folder: stateDir })
    rmSync(stateDir, { recursive: true, force: true })
  }
}

/** Runs Playwright in this environment; resolves to its exit code. */
async function playwright(env, args) {
  const cli = path.join(root, 'node_modules/@playwright/test/cli.js')
  const child = spawn(process.execPath, [cli, 'test', ...args], { cwd: root, env, stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  return code ?? 1
}

/** The journeys that share a world, by the projects of `playwright.config.ts`, in their order. Those of `own` bring what they need. */
const WORLDS = [
  { projects: ['acts', 'outages', 'bounties', 'leaks'], demo: true },
  { projects: ['journeys', 'leaks'], demo: true },
  { projects: ['own', 'leaks'], demo: false },
]

/** Where the worlds' reports are, in the order of the worlds. */
export const reportsOf = (folder) => WORLDS.map(({ projects }) => path.join(folder, `${projects[0]}.json`))

/** What a journey is told of its world. */
const environmentOf = ({ env, site, worker, chain }, browser) => {
  const processes = { WORKER_PID: String(worker.child.pid), CHAIN_PID: String(chain.child.pid) }
  return { ...env, ...processes, CHROMIUM_PATH: browser, BASE_URL: site }
}

/** A world without the demo's people gets staff to sign in as. */
const makeStaff = ({ env }) =>
  run(process.execPath, ['--import', 'tsx', path.join(root, 'e2e/support/make-staff.ts')], { env, cwd: root })

/** Makes the demo world once, in `folder`, for all worlds that begin with it. */
async function makeDemo(folder) {
  mkdirSync(folder, { recursive: true })
  // Where the database's user needs its data elsewhere, each world makes its own.
  const copy = ({ env: { DATA_DIR }, database: { dir } }) => dir.startsWith(DATA_DIR) && copyFolder(DATA_DIR, folder)
  const nothing = async () => undefined
  await inWorld(nothing, { serves: false, stopped: copy, say: (line) => console.log(`   demo: ${line}`) })
  return folder
}

/** Node's own copy forgets whose the files are. */
const copyFolder = (from, to) => execFileSync('cp', ['-a', `${from}/.`, to])

/** Everything: three worlds at once, each with its journeys, on copies of the demo world in `made` where there is one already. */
async function all(browser, made) {
  await build(process.env) // once, before the worlds want it
  const reports = process.env.JOURNEYS_REPORTS ? reportsOf(process.env.JOURNEYS_REPORTS) : []
  const making = made ?? makeDemo(scratchFolder())
  const lived = WORLDS.map(async ({ projects, demo }, index) => {
    const args = [...projects.map((name) => `--project=${name}`), `--output=test-results/${projects[0]}`]
    const live = async (world) => {
      if (!demo) await makeStaff(world)
      return playwright({ ...environmentOf(world, browser), JOURNEYS_REPORT: reports[index] ?? '' }, args)
    }
    const stateDir = scratchFolder()
    if (demo) copyFolder(await making, stateDir)
    return inWorld(live, { stateDir, demo, say: (line) => console.log(`   ${projects[0]}: ${line}`) })
  })
  // A world that could not start is told once the other is over, and nothing of it is left running.
  const ends = await Promise.allSettled(lived)
  if (!made) rmSync(await making, { recursive: true, force: true })
  for (const { status, reason } of ends) if (status === 'rejected') throw reason
  return Math.max(...ends.map(({ value }) => value))
}

/** Named journeys live in one demo world; `--shots` takes pictures of every page instead, `--demo FOLDER` only makes a demo world. */
async function main() {
  const given = process.argv.slice(2)
  if (given[0] === '--demo') {
    await makeDemo(given[1])
    return 0
  }
  const browser = chromium()
  if (!browser) {
    console.error(NO_BROWSER)
    return 1
  }
  if (given.length === 0) return all(browser, process.env.JOURNEYS_DEMO)
  const pictures = given.includes('--shots') ? ['--config', path.join(root, 'e2e/shots/playwright.config.ts')] : []
  const args = [...pictures, ...given.filter((arg) => arg !== '--shots')]
  // A world that runs already serves for pictures: whoever works on the look takes them again and again.
  if (process.env.BASE_URL) return playwright({ ...process.env, CHROMIUM_PATH: browser }, args)
  return inWorld((world) => playwright(environmentOf(world, browser), args))
}

if (import.meta.filename === process.argv[1]) process.exit(await main())
