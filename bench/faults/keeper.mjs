// F1's other process: it keeps PostgreSQL, the chain, one web and one worker process running, and lets them be killed with kill -9 at
// counted moments of their work (failpoint.mjs). Whoever acts is another process. Messages in: { arm: point }, { stop }. Out: { ready },
// { killed: victim }.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { run } from '../../tools/children.mjs'
import { localKeys } from '../../tools/keys.mjs'
import { startChain } from '../../tools/local-chain.mjs'
import { freePort } from '../../tools/port.mjs'
import { startPostgres } from '../../tools/postgres.mjs'

const root = path.resolve(import.meta.dirname, '../..')
const [folder] = process.argv.slice(2)
/** Finality takes 32 slots: what is final was kept several times before anybody was told. */
const [SLOT_MS, KEEP_MS] = [50, 200]
const failpoint = pathToFileURL(path.join(import.meta.dirname, 'failpoint.mjs')).href
const pointOf = (name) => path.join(folder, `failpoint-${name}.json`)
const say = (line) => process.env.FLOTILLA_FAULT_WORDS && console.error(line)

const keys = localKeys(path.join(folder, 'keys'))
const ports = { postgres: await freePort(), chain: await freePort(0, 2), web: await freePort() }
const parts = {}
let [stopping, armed, points] = [false, null, 0]

/** Starts a part and starts it again whenever it ends, until the keeper stops. */
async function keep(name, launch) {
  while (!stopping) {
    try {
      const part = await launch()
      parts[name] = part
      await part.gone
    } catch (error) {
      say(`${name} did not start: ${error.message}`)
    }
    delete parts[name]
    if (armed?.victim === name) {
      armed = null
      process.send({ killed: name })
    }
    await pause(200)
  }
}

/** The postmaster alone would leave its backends alive, so all of them go at once. */
function serverProcesses(pid) {
  const all = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n')
  const children = all.map((line) => line.trim().split(/\s+/).map(Number)).filter(([, parent]) => parent === pid)
  return [pid, ...children.map(([child]) => child)]
}

/** Whoever lives here knows one address of each part: a part that had to go elsewhere is stopped, and started again. */
async function inPlace(name, part, port) {
  if (port === ports[name]) return
  await part.stop()
  throw new Error(`port ${ports[name]} is taken`)
}

const launchPostgres = async () => {
  const gone = Promise.withResolvers()
  const server = await startPostgres({ folder, port: ports.postgres, onDeath: gone.resolve })
  await inPlace('postgres', server, server.port)
  return { ...server, gone: gone.promise, kill: () => killAll(serverProcesses(server.pid)) }
}
const launchChain = async () => {
  const { CRANK, TREASURY, GUARDIAN, CLERK } = keys
  const fund = [CRANK, TREASURY, GUARDIAN, CLERK]
  const env = { ...process.env, NODE_OPTIONS: `--import=${failpoint}`, FLOTILLA_FAILPOINT: pointOf('chain') }
  const options = { stateDir: folder, port: ports.chain, slotMs: SLOT_MS, keepMs: KEEP_MS, env, say, fund }
  const chain = await startChain(options)
  await inPlace('chain', chain, Number(new URL(chain.url).port))
  return { ...chain, gone: once(chain.child, 'exit'), kill: () => killAll([chain.child.pid]) }
}

function killAll(pids) {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch (error) {
      if (error.code !== 'ESRCH') throw error // it ended by itself a moment before
    }
  }
}

function serve(machine, env) {
  const watched = { FLOTILLA_SUPERVISED: '1', FLOTILLA_FAILPOINT: pointOf(machine) }
  const { PATH, NODE_COMPILE_CACHE } = process.env
  // It is started dozens of times: what was compiled is found again.
  const compiled = NODE_COMPILE_CACHE ? { NODE_COMPILE_CACHE } : {}
  const own = { PATH, ...compiled, LOG_LEVEL: 'fatal', ...env, NODE_ENV: 'production', ...watched }
  const words = process.env.FLOTILLA_FAULT_WORDS ? 'inherit' : 'ignore'
  const args = ['--import', failpoint, 'bin/flotilla.mjs', 'serve', machine]
  const child = spawn(process.execPath, args, { cwd: root, env: own, stdio: ['pipe', words, words] })
  child.stdin.on('error', () => undefined) // it was killed
  return { child, gone: once(child, 'exit'), kill: () => killAll([child.pid]) }
}

async function until(name) {
  while (!parts[name]) await pause(50)
  return parts[name]
}

void keep('postgres', launchPostgres)
void keep('chain', launchChain)
const [database, chain] = [await until('postgres'), await until('chain')]
const env = {
  ...keys,
  ...{ FLOTILLA_NETWORK: 'local', DATABASE_URL: database.appUrl, RPC_URL: chain.url, WS_URL: chain.ws },
  ...{ SITE_URL: `http://127.0.0.1:${ports.web}`, PORT: String(ports.web), ADMIN_EMAIL: 'admin@flotilla.test' },
}
const migrating = { ...process.env, ...env, MIGRATION_DATABASE_URL: database.url }
await run(process.execPath, [path.join(root, 'tools/migrate.mjs')], { env: migrating, cwd: root })
void keep('web', () => serve('web', env))
void keep('worker', () => serve('worker', env))
process.send({ ready: { env, owner: database.url } })

/** Sets the point at which the process `by` is to strike; its counts begin now. */
function arm({ by, ...point }) {
  points += 1
  armed = point
  const pid = parts.postgres?.pid ?? null
  writeFileSync(`${pointOf(by)}.new`, JSON.stringify({ ...point, id: points, pid }))
  renameSync(`${pointOf(by)}.new`, pointOf(by))
  process.send({ armed: points })
}

async function stop() {
  if (stopping) return
  stopping = true
  for (const name of ['web', 'worker', 'chain', 'postgres']) parts[name]?.kill()
  process.exit(0)
}

process.on('message', (message) => {
  if (message.arm) arm(message.arm)
  if (message.stop) void stop()
})
process.on('disconnect', stop) // whoever asked for all this is gone
