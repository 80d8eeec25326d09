// `npm run test:deep`: the raise program against its model for a million random steps, or as many as are named:
//   npm run test:deep -- 200000
// FLOTILLA_SEED lives a failure again, as the failed run printed it.
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { handOver } from './start.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const [given = '1000000'] = process.argv.slice(2)
/** The virtual machine keeps about 20 kB of every step until its process ends: a million in one process would take 20 GB. */
const A_PROCESS = 50_000

/** Lives so many steps in a process of their own; returns its exit code. */
function live(steps) {
  const vitest = path.join(root, 'node_modules/vitest/vitest.mjs')
  const env = { ...process.env, FLOTILLA_STEPS: String(steps) }
  return spawnSync(process.execPath, [vitest, 'run', 'programs/raise/promises.test.ts'], {
    cwd: root,
    env,
    stdio: 'inherit',
  }).status
}

function main() {
  const all = Number(given)
  if (!Number.isInteger(all) || all < 1) {
    console.error('Say how many steps, a whole number above zero. For example: npm run test:deep -- 200000')
    return 1
  }
  for (let lived = 0; lived < all; lived += A_PROCESS) {
    const code = live(Math.min(A_PROCESS, all - lived))
    if (code !== 0) return code ?? 1
    console.log(`${Math.min(lived + A_PROCESS, all)} of ${all} steps lived.`)
    if (process.env.FLOTILLA_SEED) return 0 // one story again, not many
  }
  return 0
}

if (process.version.startsWith('v24.') && process.env.FLOTILLA_HANDED_OVER) process.exit(main())
else {
  process.env.FLOTILLA_HANDED_OVER = '1'
  handOver('tools/deep.mjs')
}
