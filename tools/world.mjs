// Brings up everything that one installation needs: database, chain, programs, migrations, build, site, worker, demo world.
// `npm start` (tools/up.mjs), the browser journeys and the benchmarks use the same function, so what is tested is what runs.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { end, keepRunning, run, start } from './children.mjs'
import { fingerprint } from './fingerprint.mjs'
import { localKeys } from './keys.mjs'
import { startPostgres } from './postgres.mjs'

const root = path.resolve(import.meta.dirname, '..')
const bin = (file) => path.join(root, 'node_modules', file)
const PRISMA = bin('prisma/build/index.js')
const NEXT = bin('next/dist/bin/next')
const TSX = ['--import', 'tsx', '--enable-source-maps']
/** Raise program of the local chain; src/chain/programs.ts names the same address. */
const PROGRAMS = [{ programId: 'F1oti11aRaise1111111111111111111111111111111', so: 'programs/raise/raise.so' }]

/** Whether somebody listens on a port of this machine. */
export const isTaken = (port) =>
  new Promise((resolve) => {
    const probe = net.createServer()
    probe.once('error', () => resolve(true)).listen(port, '127.0.0.1', () => probe.close(() => resolve(false)))
  })

async function rpc(url, method, params = []) {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }) })
  const { result, error } = await response.json()
  if (error) throw new Error(`${method}: ${error.message}`)
  return result
}

/** Starts the local chain, puts the committed programs on it and gives the worker's keys something to pay fees with. */
async function startChain({ stateDir, port, slotMs, env, say, keys }) {
  let onReady
  const ready = new Promise((resolve) => {
    onReady = resolve
  })
  const args = [
    path.join(root, 'tools/chain.mjs'),
    '--port',
    String(port),
    '--slot',
    String(slotMs),
    '--state',
    path.join(stateDir, 'chain.json'),
  ]
  const onLine = (line) => (line.startsWith('{') ? onReady(JSON.parse(line)) : say(`chain: ${line}`))
  const child = start(process.execPath, args, { env, cwd: root, onLine })
  const died = new Promise((_, reject) =>
    child.once('exit', (code) => reject(new Error(`The local chain ended at once (code ${code}).`))),
  )
  const { rpc: url, ws, restored } = await Promise.race([ready, died])
  died.catch(() => undefined)
  for (const { programId, so } of PROGRAMS)
    await rpc(url, 'flotilla_deploy', [{ programId, soPath: path.join(root, so) }])
  if (!restored) {
    for (const key of [keys.CRANK, keys.TREASURY, keys.GUARDIAN])
      await rpc(url, 'flotilla_fund', [{ address: key, lamports: '2000000000000000' }])
  }
  return { url, ws, restored, child, stop: () => end(child) }
}

/** Runs `make` when the inputs changed since it last succeeded; remembers that in `marker`. */
async function whenChanged(marker, inputs, make, leaveOut) {
  const digest = fingerprint(
    inputs.map((entry) => path.join(root, entry)),
    leaveOut,
  )
  if (existsSync(marker) && readFileSync(marker, 'utf8') === digest) return false
  await make()
  writeFileSync(marker, digest)
  return true
}

const isTest = (file) => /\.test\.tsx?$/.test(file) || file.includes(`${path.sep}generated${path.sep}`)
const BUILD_INPUTS = [
  'src',
  'public',
  'prisma/schema',
  'next.config.mjs',
  'postcss.config.mjs',
  'package-lock.json',
  'tsconfig.json',
]

/** Makes the Prisma client and the site's build when their sources changed. Neither needs a database. */
export async function generateClient(env) {
  const done = path.join(root, 'src/generated/.schema')
  await whenChanged(done, ['prisma/schema', 'package-lock.json'], () =>
    run(process.execPath, [PRISMA, 'generate'], { env, cwd: root }),
  )
}
export function build(env) {
  const { DATABASE_URL: _, ...withoutDatabase } = env
  const make = () =>
    run(process.execPath, [NEXT, 'build'], { env: { ...withoutDatabase, NODE_ENV: 'production' }, cwd: root })
  return whenChanged(path.join(root, '.next/flotilla-build'), BUILD_INPUTS, make, isTest)
}

async function waitForSite(url) {
  const deadline = Date.now() + 60_000
  while (Date.now() < deadline) {
    const ready = await fetch(`${url}/healthz`).then(
      (response) => response.ok,
      () => false,
    )
    if (ready) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`The site did not answer at ${url} within a minute.`)
}

/** Makes the demo world once. A run that broke off leaves a marker: the caller begins anew then. */
async function seedOnce({ stateDir, env, say }) {
  const [began, done] = [path.join(stateDir, 'seeding'), path.join(stateDir, 'seeded')]
  if (existsSync(done)) return
  writeFileSync(began, '')
  await run(process.execPath, [...TSX, path.join(root, 'prisma/seed.ts')], {
    env,
    cwd: root,
    onLine: (line) => say(`demo: ${line}`),
  })
  renameSync(began, done)
}

/**
 * Starts a world. `settings` are environment variables that win over what is made up for the local network.
 * Returns the site's URL, the environment, the parts, and `stop`, which ends all of it.
 */
export async function startWorld({
  stateDir,
  port,
  chainPort = 0,
  slotMs = 200,
  dev = false,
  demo = true,
  settings = {},
  say,
  onDeath,
}) {
  const stops = []
  const stop = async () => {
    for (const part of stops.splice(0).reverse()) await part()
  }
  try {
    mkdirSync(stateDir, { recursive: true, mode: 0o700 })
    if (existsSync(path.join(stateDir, 'seeding'))) {
      say('the last first start broke off; beginning anew')
      forget(stateDir)
    }
    const keys = localKeys(path.join(stateDir, 'keys'))
    const base = { ...process.env, ...keys, FLOTILLA_NETWORK: 'local', ...settings }
    await generateClient(base)

    const database = settings.DATABASE_URL ? null : await startPostgres({ folder: stateDir })
    if (database) {
      stops.push(database.stop)
      database.child?.once('exit', () => onDeath?.('PostgreSQL'))
    }
    const DATABASE_URL = settings.DATABASE_URL ?? database.url
    say(
      database
        ? `database ready (${database.adopted ? 'still running from before, ' : ''}data in ${database.dir})`
        : 'using your DATABASE_URL',
    )

    const chain = settings.RPC_URL
      ? null
      : await startChain({ stateDir, port: chainPort, slotMs, env: base, say, keys })
    if (chain) {
      stops.push(chain.stop)
      chain.child.once('exit', () => onDeath?.('The local chain'))
      say(`chain ready at ${chain.url}, programs deployed${chain.restored ? ', accounts restored' : ''}`)
    }
    const site = settings.SITE_URL ?? `http://localhost:${port}`
    const env = {
      ...base,
      DATABASE_URL,
      PORT: String(port),
      SITE_URL: site,
      NEXTAUTH_URL: site,
      NEXTAUTH_SECRET: base.AUTH_SECRET,
      DATA_DIR: stateDir,
      NODE_ENV: dev ? 'development' : 'production',
      ...(chain && { RPC_URL: chain.url, WS_URL: chain.ws }),
      ...(base.FLOTILLA_NETWORK === 'local' && { STRIPE_API_URL: base.STRIPE_API_URL ?? `${site}/local/stripe-api` }),
    }
    await run(process.execPath, [path.join(root, 'tools/migrate.mjs')], { env, cwd: root })
    say('migrations applied')

    const quiet = (name) => (line) => (isTrouble(line) ? say(`${name}: ${line}`) : undefined)
    const worker = keepRunning(
      'worker',
      process.execPath,
      [...TSX, ...(dev ? ['--watch-path=src'] : []), path.join(root, 'src/server/worker.ts')],
      { env, cwd: root, onLine: quiet('worker'), say },
    )
    stops.push(() => worker.stop())

    const built = dev ? Promise.resolve(false) : build(env)
    if (!dev) say('building the site (skipped when nothing changed)')
    const seeded =
      demo && chain && existsSync(path.join(root, 'prisma/seed.ts'))
        ? seedOnce({ stateDir, env, say })
        : Promise.resolve()
    await Promise.all([built, seeded])
    if (!dev) say('site built')

    const web = keepRunning(
      'site',
      process.execPath,
      [...TSX, path.join(root, 'src/server/main.ts'), ...(dev ? ['--dev'] : [])],
      { env, cwd: root, onLine: quiet('site'), say },
    )
    stops.push(() => web.stop())
    await waitForSite(`http://127.0.0.1:${port}`)
    return { site, env, database, chain, worker, web, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Lines worth showing: what is no JSON of the process's log, and its warnings (40) and errors (50). */
function isTrouble(line) {
  if (!line.startsWith('{')) return line.trim() !== '' && !/ExperimentalWarning|--trace-warnings/.test(line)
  return /"level":(40|50|60)/.test(line)
}

/** Deletes database, chain and markers of a state folder; keys stay. */
export function forget(stateDir) {
  for (const name of ['postgres', 'postgres.password', 'chain.json', 'seeded', 'seeding']) {
    rmSync(path.join(stateDir, name), { recursive: true, force: true })
  }
}
