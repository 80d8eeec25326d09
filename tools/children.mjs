// Child processes that live and die with their starter: they watch their standard input and stop when it closes.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

const RESTART_AFTER_MS = [500, 2_000, 5_000, 15_000]

/** Starts a child. `onLine` gets what it prints, line by line. */
export function start(command, args, { env, onLine, cwd }) {
  const child = spawn(command, args, {
    cwd,
    env: { ...env, FLOTILLA_SUPERVISED: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.on('error', () => undefined) // the child is gone; its exit says so
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', onLine)
  return child
}

/** Ends a child: closes its input, asks, and after `patience` ms insists. */
export async function end(child, patience = 8_000) {
  if (!child || child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.stdin.end()
  child.kill('SIGTERM')
  const insist = setTimeout(() => child.kill('SIGKILL'), patience)
  await gone
  clearTimeout(insist)
}

/** Keeps a process running: starts it again when it ends, after longer and longer pauses. `stop` ends it for good. */
export function keepRunning(name, command, args, { env, onLine, cwd, say }) {
  let child
  let failures = 0
  let stopped = false
  let timer
  const launch = () => {
    const began = Date.now()
    child = start(command, args, { env, onLine, cwd })
    child.once('exit', (code, signal) => {
      if (stopped) return
      failures = Date.now() - began > 60_000 ? 0 : failures + 1
      const pause = RESTART_AFTER_MS[Math.min(failures, RESTART_AFTER_MS.length) - 1] ?? 500
      say(`${name} ended (${signal ?? `code ${code}`}); starting it again in ${pause / 1000} s`)
      timer = setTimeout(launch, pause)
    })
  }
  launch()
  return {
    get child() {
      return child
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      await end(child)
    },
  }
}

/** Runs a command to its end; throws its last words when it fails. */
export async function run(command, args, { env, cwd, onLine = () => undefined }) {
  const tail = []
  const child = start(command, args, {
    env,
    cwd,
    onLine: (line) => {
      tail.push(line)
      if (tail.length > 60) tail.shift()
      onLine(line)
    },
  })
  child.stdin.end()
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${args.slice(0, 3).join(' ')} failed:\n${tail.join('\n')}`)
}
