// `npm run test:deep`: the raise program against its model for a million random steps, or as many as are named:
//   npm run test:deep -- 200000
// FLOTILLA_SEED lives a failure again, as the failed run printed it.
import { spawn } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { handOver } from './start.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const [steps = '1000000'] = process.argv.slice(2)

if (process.version.startsWith('v24.') && process.env.FLOTILLA_HANDED_OVER) {
  const vitest = path.join(root, 'node_modules/vitest/vitest.mjs')
  const child = spawn(process.execPath, [vitest, 'run', 'programs/raise/promises.test.ts'], {
    cwd: root,
    env: { ...process.env, FLOTILLA_STEPS: steps },
    stdio: 'inherit',
  })
  child.on('exit', (code) => process.exit(code ?? 1))
} else {
  process.env.FLOTILLA_HANDED_OVER = '1'
  handOver('tools/deep.mjs')
}
