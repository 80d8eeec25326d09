// A whole Flotilla: database, chain, worker and site, started in order and stopped in reverse. `npm start`, the browser journeys
// and the benchmarks all use this one.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { build, bundle, processArgs } from './build.mjs'
import { keepRunning, run } from './children.mjs'
import { localKeys } from './keys.mjs'
import { startChain } from './local-chain.mjs'
import { forgetPostgres, startPostgres } from './postgres.mjs'

const root = path.resolve(import.meta.dirname, '..')
const READY_WITHIN_MS = 60_000
/** What the environment check is given for what is made up later. */
const LATER = { DATABASE_URL: 'postgresql://later@127.0.0.1/later', RPC_URL: 'http://127.0.0.1:8899' }
/** Keys that only the worker may hold: the site's process never learns where they are. */
const OF_THE_WORKER = ['CRANK_KEY_FILE', 'TREASURY_KEY_FILE']

/** Deletes database, chain and markers of a state folder; keys stay. A server left running on the data is stopped first. */
export async function forget(stateDir) {
  await forgetPostgres({ folder: stateDir })
  for (const name of ['chain.json', 'seeded', 'seeding', 'stripe-standin.json'])
    rmSync(path.join(stateDir, name), { force: true })
}

/** The environment before anything runs: on `local` keys are made up; on any other network nothing is. */
function baseEnvironment({ stateDir, port, dev, settings }) {
  const network = settings.FLOTILLA_NETWORK ?? 'local'
  const site = settings.SITE_URL ?? `http://localhost:${port}`
  const given = Object.fromEntries(Object.entries({ ...process.env, ...settings }).filter(([, value]) => value !== ''))
  for (const name of ['DATABASE_URL', 'RPC_URL', 'WS_URL', 'SITE_URL']) if (!settings[name]) delete given[name]
  const common = { FLOTILLA_NETWORK: network, PORT: String(port), DATA_DIR: stateDir }
  const mode = { NODE_ENV: dev ? 'development' : 'production' }
  if (network !== 'local') return { ...given, ...common, ...mode, NEXTAUTH_URL: given.SITE_URL }
  // An application costs something here too, so that the way through the payment page can be tried; no money moves.
  const payments = { STRIPE_API_URL: `${site}/local/stripe-api`, APPLICATION_FEE_CENTS: '2500' }
  const madeUp = { ...localKeys(path.join(stateDir, 'keys')), ...payments }
  return { ...madeUp, ...given, ...common, ...mode, SITE_URL: site, NEXTAUTH_URL: site }
}

const CHATTER = /ExperimentalWarning|--trace-warnings|^bigint: Failed to load bindings|^\s*✓/

/** Refuses a wrong environment or cluster with the sentence that names it, before anything is started. */
async function checkEnvironment(base, signal) {
  try {
    await run(process.execPath, processArgs('check'), { env: { ...LATER, ...base }, cwd: root, signal })
  } catch (error) {
    throw error.words ? new Error(error.words) : error
  }
}

/** Lines worth showing: what is no JSON of the process's log, and its warnings (40) and errors (50). */
function isTrouble(line) {
  if (!line.startsWith('{')) return line.trim() !== '' && !CHATTER.test(line)
  return /"level":(40|50|60)/.test(line)
}

async function isEmpty(databaseUrl) {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    return (await client.query('select 1 from log_entry limit 1')).rowCount === 0
  } finally {
    await client.end()
  }
}

/** Makes the demo world once, in an empty database. A run that broke off leaves a marker: the next start begins anew then. */
async function seedOnce({ stateDir, env, say, hear, signal }) {
  const [began, done] = [path.join(stateDir, 'seeding'), path.join(stateDir, 'seeded')]
  if (existsSync(done) || !(await isEmpty(env.DATABASE_URL))) return
  say('making the demo world')
  writeFileSync(began, '')
  const onLine = (line) => {
    hear('demo', line)
    if (!line.startsWith('{') && !CHATTER.test(line)) say(`demo: ${line}`)
  }
  // The projects of the demo were taken before an application cost anything.
  await run(process.execPath, processArgs('seed'), {
    env: { ...env, APPLICATION_FEE_CENTS: '0' },
    cwd: root,
    onLine,
    signal,
  })
  renameSync(began, done)
  say('demo world made')
}

/** Waits until site, database, chain and worker all answer. A part that ended by itself says why. */
async function waitUntilReady({ port, host, parts, signal }) {
  const deadline = Date.now() + READY_WITHIN_MS
  let state = {}
  while (Date.now() < deadline) {
    signal.throwIfAborted()
    for (const [name, part] of Object.entries(parts))
      if (part.deaths > 0) throw new Error(`The ${name} could not start:\n${part.lastWords()}`)
    state = await fetch(`http://${host}:${port}/healthz`).then(
      (answer) => answer.json(),
      () => ({}), // nobody listens yet
    )
    if (state.database && state.chain && state.worker) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const missing = ['database', 'chain', 'worker'].filter((name) => !state[name]).join(', ')
  throw new Error(`The site was not ready within a minute. Still missing: ${missing}.`)
}

/** Starts, one after the other, what a world is made of. `adopt` takes how to stop a part as soon as it runs. */
async function bringUp(options, { adopt, signal, onDeath }) {
  const {
    stateDir,
    port,
    chainPort = 0,
    slotMs = 200,
    soon = false,
    dev = false,
    demo = true,
    serves = true,
    settings = {},
    say,
  } = options
  const { hear = () => undefined } = options
  mkdirSync(stateDir, { recursive: true })
  if (existsSync(path.join(stateDir, 'seeding'))) {
    say('the last first start broke off; beginning anew')
    await forget(stateDir)
  }
  const base = baseEnvironment({ stateDir, port, dev, settings })
  await bundle(base, signal)
  await checkEnvironment(base, signal)
  say('environment checked')

  const database = settings.DATABASE_URL
    ? null
    : await startPostgres({ folder: stateDir, onDeath: () => onDeath('PostgreSQL') })
  if (database) await adopt(database.stop)
  say(
    database
      ? `database ready${database.adopted ? ', still running from before' : ''} (data in ${database.dir})`
      : 'using your DATABASE_URL',
  )
  const fund = [base.CRANK, base.TREASURY, base.GUARDIAN, base.CLERK]
  const sayOfChain = (line) => {
    hear('chain', line)
    say(line)
  }
  const chain = settings.RPC_URL
    ? null
    : await startChain({ stateDir, port: chainPort, slotMs, soon, env: base, say: sayOfChain, fund })
  if (chain) {
    await adopt(chain.stop)
    chain.child.once('exit', (code, by) => onDeath(`The local chain (${by ?? `code ${code}`})`))
    const ports = `ports ${new URL(chain.url).port} and ${new URL(chain.ws).port}`
    say(`chain ready (${ports}), programs deployed${chain.restored ? ', accounts restored' : ''}`)
  } else say('using your RPC_URL')
  const env = {
    ...base,
    DATABASE_URL: database?.appUrl ?? settings.DATABASE_URL,
    ...(chain && { RPC_URL: chain.url, WS_URL: chain.ws }),
  }
  // Nobody but the migrations ever learns how to connect as the owner of the tables.
  const owner = database?.url ?? process.env.MIGRATION_DATABASE_URL ?? env.DATABASE_URL
  delete env.MIGRATION_DATABASE_URL
  const migrating = { ...env, MIGRATION_DATABASE_URL: owner }
  await run(process.execPath, [path.join(root, 'tools/migrate.mjs')], { env: migrating, cwd: root, signal })
  say('migrations applied')

  const keep = async (name, program, own, ...args) => {
    const onLine = (line) => {
      hear(name, line)
      if (isTrouble(line)) say(`${name}: ${line}`)
    }
    const part = keepRunning(name, process.execPath, processArgs(program, ...args), {
      env: own,
      cwd: root,
      onLine,
      say,
    })
    await adopt(part.stop)
    return part
  }
  const worker = await keep('worker', 'worker', env)
  const built = async () => {
    if (dev || !serves) return
    say('building the site, unless nothing changed')
    say((await build(base, signal)) ? 'site built' : 'site was built already')
  }
  const seed = demo && chain
  await Promise.all([built(), seed && seedOnce({ stateDir, env, say, hear, signal })])
  if (!serves) return { env, database, chain, worker }
  const ofTheSite = Object.fromEntries(Object.entries(env).filter(([name]) => !OF_THE_WORKER.includes(name)))
  const site = await keep('site', 'main', ofTheSite, ...(dev ? ['--dev'] : []))
  const host = !env.HOST || ['0.0.0.0', '::', 'localhost'].includes(env.HOST) ? '127.0.0.1' : env.HOST
  await waitUntilReady({ port, host, parts: { worker, site }, signal })
  return { site: env.SITE_URL, env, database, chain, worker, web: site }
}

/**
 * Starts a world. `settings` are environment variables that win over what is made up for the local network. `hear` gets every line of
 * site, worker and demo with its name. Without `serves` there is no site. Aborting `signal` stops the start. Returns the site's URL, the environment, the parts, and `stop`, which ends all of it in order; when the
 * start fails or is broken off, what runs already has been stopped before this throws.
 */
export async function startWorld({ onDeath, signal: given, ...options }) {
  const stops = []
  const abort = new AbortController()
  const signal = given ? AbortSignal.any([given, abort.signal]) : abort.signal
  let isUp = false
  const stop = async () => {
    abort.abort(new Error('Stopped.'))
    for (const part of stops.splice(0).reverse()) await part()
  }
  const adopt = async (part) => {
    stops.push(part)
    signal.throwIfAborted()
  }
  const partDied = (name) => {
    if (signal.aborted) return
    // Whoever takes no notice of a death has a use for it: a journey stops the database and starts it again.
    if (isUp && !onDeath) return options.say(`${name} ended`)
    const sentence = `${name} ended; stopping the rest. Start again with: npm start`
    options.say(sentence)
    abort.abort(new Error(sentence))
    onDeath?.(name)
  }
  try {
    const world = await bringUp(options, { adopt, signal, onDeath: partDied })
    isUp = true
    return { ...world, stop }
  } catch (error) {
    const reason = signal.aborted ? signal.reason : error
    await stop()
    throw reason
  }
}
