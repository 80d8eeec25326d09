// Child processes that live and die with their starter: they watch their standard input and stop when it closes. Each leads a
// process group of its own, so Ctrl-C in the terminal reaches the starter alone, which stops them in order.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

const RESTART_AFTER_MS = [500, 2_000, 5_000, 15_000]
const LAST_WORDS = 60

/** Starts a child. `onLine` gets what it prints, line by line. */
export function start(command, args, { env, onLine, cwd }) {
  const child = spawn(command, args, {
    cwd,
    env: { ...env, FLOTILLA_SUPERVISED: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  })
  child.stdin.on('error', () => undefined) // the child is gone; its exit says so
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', onLine)
  return child
}

const isGone = (child) => child.exitCode !== null || child.signalCode !== null || child.pid === undefined

/** Sends a signal to a child and to whatever it has started. */
function signalGroup(child, signal) {
  try {
    process.kill(-child.pid, signal)
  } catch (error) {
    if (error.code !== 'ESRCH') throw error // nobody is left in the group
  }
}

/** Ends a child: closes its input, asks, and after `patience` ms insists, also with what it has started. */
export async function end(child, patience = 8_000) {
  if (!child || isGone(child)) return
  const gone = once(child, 'exit')
  child.stdin.end()
  child.kill('SIGTERM')
  const insist = setTimeout(() => signalGroup(child, 'SIGKILL'), patience)
  await gone
  clearTimeout(insist)
}

/** Keeps what a process printed last, for the sentence that says why it ended. */
function memory() {
  const lines = []
  return {
    add: (line) => {
      lines.push(line)
      if (lines.length > LAST_WORDS) lines.shift()
    },
    text: () => lines.join('\n'),
  }
}

/**
 * Keeps a process running: starts it again when it ends, after longer and longer pauses. `stop` ends it for good, `restart`
 * starts it anew at once; `deaths` counts how often it ended by itself, `lastWords` is what it printed before.
 */
export function keepRunning(name, command, args, { env, onLine, cwd, say }) {
  let [child, words, timer] = []
  let [deaths, failures, stopped] = [0, 0, false]
  const launch = () => {
    const began = Date.now()
    const own = memory()
    const onPrinted = (line) => {
      own.add(line)
      onLine(line)
    }
    const launched = start(command, args, { env, onLine: onPrinted, cwd })
    ;[child, words] = [launched, own]
    launched.once('exit', (code, signal) => {
      if (stopped || child !== launched) return
      deaths += 1
      failures = Date.now() - began > 60_000 ? 1 : failures + 1
      const pause = RESTART_AFTER_MS[Math.min(failures, RESTART_AFTER_MS.length) - 1]
      say(`${name} ended (${signal ?? `code ${code}`}); starting it again in ${pause / 1000} s`)
      timer = setTimeout(launch, pause)
    })
  }
  const endPresent = () => {
    clearTimeout(timer)
    const present = child
    child = undefined
    return end(present)
  }
  launch()
  return {
    get child() {
      return child
    },
    get deaths() {
      return deaths
    },
    lastWords: () => words.text(),
    async restart() {
      await endPresent()
      if (!stopped) launch()
    },
    stop() {
      stopped = true
      return endPresent()
    },
  }
}

/** Runs a command to its end; throws when it fails, with its last words also as `words`. An aborted `signal` ends it with all it has started. */
export async function run(command, args, { env, cwd, onLine = () => undefined, signal }) {
  signal?.throwIfAborted()
  const words = memory()
  const onPrinted = (line) => {
    words.add(line)
    onLine(line)
  }
  const child = start(command, args, { env, cwd, onLine: onPrinted })
  child.stdin.end()
  const abort = () => signalGroup(child, 'SIGKILL')
  signal?.addEventListener('abort', abort)
  const [code] = await once(child, 'close')
  signal?.removeEventListener('abort', abort)
  signal?.throwIfAborted()
  if (code === 0) return
  const error = new Error(`${args.slice(0, 3).join(' ')} failed:\n${words.text()}`)
  throw Object.assign(error, { words: words.text() })
}
