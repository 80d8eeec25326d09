// A Next app with nothing in it, built and served beside ours: what both are measured against.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { run } from '../tools/children.mjs'
import { freePort } from '../tools/port.mjs'

const root = path.resolve(import.meta.dirname, '..')
const NEXT = path.join(root, 'node_modules/next/dist/bin/next')
const folder = path.join(root, 'bench/bare')

/** Builds and serves the bare app while `body` runs; gives it the app's address. */
export async function withBareApp(body) {
  const env = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' }
  await run(process.execPath, [NEXT, 'build', folder], { env, cwd: root })
  const port = await freePort()
  const child = spawn(process.execPath, [NEXT, 'start', folder, '-p', String(port), '-H', '127.0.0.1'], {
    env,
    cwd: root,
    stdio: 'ignore',
  })
  const url = `http://127.0.0.1:${port}`
  try {
    while (
      !(await fetch(url).then(
        (answer) => answer.ok,
        () => false,
      ))
    )
      await new Promise((resolve) => setTimeout(resolve, 100))
    return await body(url)
  } finally {
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
}

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
export const round = (value) => Math.round(value * 1_000) / 1_000
