// `npm start` and `npm run dev`, on the pinned Node: starts the world, says where it is, stops all of it on Ctrl-C.
import { existsSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { freePort, isTaken } from './port.mjs'
import { forget, startWorld } from './world.mjs'

const root = path.resolve(import.meta.dirname, '..')
const began = performance.now()
const say = (line) => console.log(`[${((performance.now() - began) / 1000).toFixed(1).padStart(5)} s] ${line}`)

function fail(sentence) {
  console.error(sentence)
  process.exit(1)
}

/** The command line; an option that does not exist is a sentence, not a stack. */
function readOptions() {
  const options = { fresh: { type: 'boolean' }, 'no-demo': { type: 'boolean' }, dev: { type: 'boolean' } }
  try {
    return parseArgs({ options }).values
  } catch (error) {
    return fail(`${error.message}. There are --fresh, --no-demo and --dev.`)
  }
}

function readPort() {
  const port = Number(process.env.PORT || 3000)
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port
  return fail(`PORT: ${process.env.PORT} is no port. Write a number from 1 to 65535.`)
}

/** Whether a process is a Flotilla: numbers of processes are used again, and after a crash another program may have ours. */
function isFlotilla(pid) {
  try {
    process.kill(pid, 0)
  } catch {
    return false // there is no such process, or it is another user's
  }
  const file = `/proc/${pid}/cmdline`
  return !existsSync('/proc/self') || (existsSync(file) && readFileSync(file, 'utf8').includes('up.mjs'))
}

/** Leaves a note in the state folder, so that a second start from it is refused; returns how to take the note away. */
function occupy(stateDir) {
  const pidFile = path.join(stateDir, 'running.pid')
  const other = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) : 0
  if (other && other !== process.pid && isFlotilla(other))
    fail(`Flotilla is already running from this folder (process ${other}). Stop it there with Ctrl-C.`)
  writeFileSync(pidFile, String(process.pid))
  return () => rmSync(pidFile, { force: true })
}

/** While developing: starts the worker anew when its sources change. Next looks after the site by itself. */
function restartOnChange(worker) {
  let timer
  watch(path.join(root, 'src'), { recursive: true }, (_, name) => {
    if (!name || /^(app|ui|generated|test)\/|\/ui\/|\.test\.|\.tsx$/.test(name)) return
    clearTimeout(timer)
    timer = setTimeout(() => worker.restart(), 200)
  })
}

/** The people of the demo world, from the site itself. */
async function peopleToTry(port) {
  const answer = await fetch(`http://127.0.0.1:${port}/api/trpc/local.people`)
  if (!answer.ok) return []
  const { result } = await answer.json()
  return result.data.json
}

function welcome({ site, database, stateDir, people }) {
  console.log(`\n  Flotilla is at ${site}\n`)
  if (people.length > 0) {
    console.log('  Sign in with one click ("Try it as ...") as any of:')
    for (const { name, about } of people) console.log(`    ${name.padEnd(20)} ${about}`)
    console.log('')
  }
  console.log(`  Data: ${stateDir}${database ? ` (database in ${database.dir})` : ''}`)
  console.log('  Stop: Ctrl-C. Begin anew: npm start -- --fresh. Start empty: npm start -- --fresh --no-demo.\n')
}

async function main() {
  if (!process.version.startsWith('v24.'))
    fail(`This part runs on the pinned Node 24, not on ${process.version}. Use: npm start`)
  const options = readOptions()
  const port = readPort()
  const stateDir = path.resolve(process.env.DATA_DIR || path.join(root, '.flotilla'))
  if (await isTaken(port)) {
    const other = await freePort(port < 65_535 ? port + 1 : 0)
    fail(`Port ${port} is taken by another program. Choose another one: PORT=${other} npm start`)
  }
  const leave = occupy(stateDir)

  const abort = new AbortController()
  let world
  let code = 0
  const stop = async (withCode) => {
    code ||= withCode
    if (abort.signal.aborted) return
    abort.abort(new Error('Stopped.'))
    say('stopping')
    await starting.catch(() => undefined) // main says what went wrong
    await world?.stop()
    leave()
    process.exit(code)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(0))
  process.on('disconnect', () => stop(1)) // the starter that waits for us is gone

  const begin = async () => {
    if (options.fresh) await forget(stateDir)
    if (options.fresh && process.env.DATABASE_URL) say('your own database is left as it is')
    const given = ['DATABASE_URL', 'RPC_URL', 'WS_URL', 'SITE_URL', 'FLOTILLA_NETWORK']
    const settings = Object.fromEntries(
      given.filter((name) => process.env[name]).map((name) => [name, process.env[name]]),
    )
    const chainPort = (await isTaken(8899)) || (await isTaken(8900)) ? 0 : 8899
    const demo = !options['no-demo']
    const { signal } = abort
    return startWorld({
      stateDir,
      port,
      chainPort,
      dev: options.dev,
      demo,
      settings,
      say,
      signal,
      onDeath: () => stop(1),
    })
  }
  const starting = begin()
  try {
    world = await starting
    if (options.dev) restartOnChange(world.worker)
    const people = await peopleToTry(port)
    welcome({ site: world.site, database: world.database, stateDir, people })
  } catch (error) {
    if (abort.signal.aborted) return
    leave()
    fail(error.message)
  }
}

await main()
