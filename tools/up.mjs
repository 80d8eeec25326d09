// `npm start` and `npm run dev`, on the pinned Node: starts the world, says where it is, stops all of it on Ctrl-C.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { forget, isTaken, startWorld } from './world.mjs'

const root = path.resolve(import.meta.dirname, '..')
const began = performance.now()
const say = (line) => console.log(`[${((performance.now() - began) / 1000).toFixed(1).padStart(5)} s] ${line}`)

function fail(sentence) {
  console.error(sentence)
  process.exit(1)
}

if (!process.version.startsWith('v24.'))
  fail(`This part runs on the pinned Node 24, not on ${process.version}. Use: npm start`)
const { values } = parseArgs({
  options: { fresh: { type: 'boolean' }, 'no-demo': { type: 'boolean' }, dev: { type: 'boolean' } },
})
if (existsSync(path.join(root, '.env'))) process.loadEnvFile(path.join(root, '.env'))
const stateDir = path.resolve(process.env.DATA_DIR ?? path.join(root, '.flotilla'))
const port = Number(process.env.PORT ?? 3000)
if (!Number.isInteger(port) || port < 1 || port > 65_535)
  fail(`PORT: ${process.env.PORT} is no port. Write a number from 1 to 65535.`)

const pidFile = path.join(stateDir, 'running.pid')
function isAlive(pid) {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
const other = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) : 0
if (other && other !== process.pid && isAlive(other))
  fail(`Flotilla is already running from this folder (process ${other}). Stop it there with Ctrl-C.`)
if (await isTaken(port))
  fail(`Port ${port} is taken by another program. Choose another one: PORT=${port + 1} npm start`)
writeFileSync(pidFile, String(process.pid))

let world
let stopping = false
async function stop(code) {
  if (stopping) return
  stopping = true
  say('stopping')
  await world?.stop()
  rmSync(pidFile, { force: true })
  process.exit(code)
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(0))

try {
  if (values.fresh) forget(stateDir)
  const given = ['DATABASE_URL', 'RPC_URL', 'WS_URL', 'SITE_URL', 'FLOTILLA_NETWORK']
  const settings = Object.fromEntries(
    given.filter((name) => process.env[name]).map((name) => [name, process.env[name]]),
  )
  const chainPort = (await isTaken(8899)) || (await isTaken(8900)) ? 0 : 8899
  world = await startWorld({
    stateDir,
    port,
    chainPort,
    dev: values.dev ?? false,
    demo: !values['no-demo'],
    settings,
    say,
    onDeath: (part) => {
      if (stopping) return
      say(`${part} ended; stopping the rest. Start again with: npm start`)
      stop(1)
    },
  })
  const people = await peopleToTry(world.site)
  console.log(`\n  Flotilla is at ${world.site}\n`)
  if (people.length > 0) {
    console.log('  Sign in with one click ("Try it as ...") as any of:')
    for (const { name, role } of people) console.log(`    ${name.padEnd(18)} ${role}`)
    console.log('')
  }
  console.log(`  Data: ${stateDir}${world.database ? ` (database in ${world.database.dir})` : ''}`)
  console.log('  Stop: Ctrl-C. Begin anew: npm start -- --fresh. Start empty: npm start -- --fresh --no-demo.\n')
} catch (error) {
  console.error(error.message)
  rmSync(pidFile, { force: true })
  process.exit(1)
}

/** The people of the demo world, from the site itself. */
async function peopleToTry(site) {
  const answer = await fetch(`${site.replace('localhost', '127.0.0.1')}/api/trpc/local.people`)
  if (!answer.ok) return []
  const { result } = await answer.json()
  return result.data.json
}
