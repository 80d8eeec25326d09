import { once } from 'node:events'
import { expect, test } from 'vitest'
import { end, keepRunning, run, start } from './children.mjs'

const node = process.execPath
const env = process.env
const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Lets a test wait for the next line that a process prints. */
function lines() {
  const waiting: ((line: string) => void)[] = []
  const early: string[] = []
  return {
    onLine: (line: string) => {
      const first = waiting.shift()
      if (first) first(line)
      else early.push(line)
    },
    next: () => new Promise<string>((resolve) => (early.length > 0 ? resolve(early.shift()!) : waiting.push(resolve))),
  }
}

test('a process that dies is said in one line and started again, until it is stopped', async () => {
  const { onLine, next } = lines()
  const said: string[] = []
  const program = 'console.log(process.pid); setInterval(() => {}, 1000)'
  const kept = keepRunning('worker', node, ['-e', program], { env, onLine, say: (line: string) => said.push(line) })
  const first = Number(await next())
  process.kill(first, 'SIGKILL')
  const second = Number(await next())
  expect(second).not.toBe(first)
  expect(said).toEqual(['worker ended (SIGKILL); starting it again in 0.5 s'])
  expect(kept.deaths).toBe(1)
  await kept.restart()
  const third = Number(await next())
  expect([isAlive(second), isAlive(third)]).toEqual([false, true])
  await kept.stop()
  expect(isAlive(third)).toBe(false)
  expect(said).toHaveLength(1)
})

test('a process that will not stop is ended by force, with what it started', async () => {
  const { onLine, next } = lines()
  const program = `process.on('SIGTERM', () => {}); const { spawn } = require('node:child_process')
    spawn(process.execPath, ['-e', 'console.log("on"); setInterval(() => {}, 1000)'], { stdio: 'inherit' })`
  const child = start(node, ['-e', program], { env, onLine })
  await next()
  const closed = once(child, 'close') // comes when nobody holds the child's output any more, so the grandchild is gone too
  await end(child, 100)
  expect(child.signalCode).toBe('SIGKILL')
  await closed
})

test('a command that fails gives its last words; one that is broken off ends at once', async () => {
  const fails = run(node, ['-e', 'console.error("the disk is full"); process.exit(3)'], { env })
  await expect(fails).rejects.toMatchObject({ words: 'the disk is full' })
  const abort = new AbortController()
  const { onLine, next } = lines()
  const runs = run(node, ['-e', 'console.log("on"); setInterval(() => {}, 1000)'], {
    env,
    onLine,
    signal: abort.signal,
  })
  await next()
  abort.abort(new Error('Stopped.'))
  await expect(runs).rejects.toThrow('Stopped.')
})
