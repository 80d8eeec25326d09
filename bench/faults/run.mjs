// `npm run fault -- F4 [--seed n] [--events n]`: one fault, one line of JSON with what was survived. A failure prints how to replay it.
import { spawn } from 'node:child_process'
import path from 'node:path'
import { handOver } from '../../tools/start.mjs'

const FAULTS = {
  F1: 'bench/faults/kills.ts',
  F4: 'bench/faults/lying-chain.ts',
  F5: 'bench/faults/storm.ts',
  F7: 'bench/faults/concurrency.ts',
}
const root = path.resolve(import.meta.dirname, '../..')
const [name, ...rest] = process.argv.slice(2)

if (!FAULTS[name]) {
  console.error(`Name one fault: ${Object.keys(FAULTS).join(', ')}. For example: npm run fault -- F4 --seed 7`)
  process.exit(1)
}
if (process.version.startsWith('v24.') && process.env.FLOTILLA_HANDED_OVER) {
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(root, FAULTS[name]), ...rest], {
    cwd: root,
    stdio: 'inherit',
    env: { LOG_LEVEL: 'fatal', ...process.env },
  })
  child.on('exit', (code) => process.exit(code ?? 1))
} else {
  process.env.FLOTILLA_HANDED_OVER = '1'
  handOver('bench/faults/run.mjs', [name, ...rest])
}
