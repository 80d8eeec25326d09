// `npm run fault -- F4 [--seed n] [--events n]`: one fault, one line of JSON with what was survived. Whatever goes wrong, also a crash,
// ends with the line that lives it again.
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
/** A question that the fault does not understand: nothing ran, so there is nothing to replay. */
const MISUSED = 2

/** The options with a seed among them. */
function seeded(given) {
  const has = given.some((option) => option === '--seed' || option.startsWith('--seed='))
  return has ? given : ['--seed', String(Date.now() % 1_000_000), ...given]
}

function sayHowToReplay(options) {
  const { FLOTILLA_PLANT } = process.env
  console.error(
    `replay: ${FLOTILLA_PLANT ? `FLOTILLA_PLANT=${FLOTILLA_PLANT} ` : ''}npm run fault -- ${name} ${options.join(' ')}`,
  )
}

if (!FAULTS[name]) {
  console.error(`Name one fault: ${Object.keys(FAULTS).join(', ')}. For example: npm run fault -- F4 --seed 7`)
  process.exit(1)
}
if (process.version.startsWith('v24.') && process.env.FLOTILLA_HANDED_OVER) {
  const options = seeded(rest)
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(root, FAULTS[name]), ...options], {
    cwd: root,
    stdio: 'inherit',
    env: { LOG_LEVEL: 'fatal', ...process.env },
  })
  child.on('exit', (code) => {
    if (code !== 0 && code !== MISUSED) sayHowToReplay(options)
    process.exit(code ?? 1)
  })
} else {
  process.env.FLOTILLA_HANDED_OVER = '1'
  handOver('bench/faults/run.mjs', [name, ...rest])
}
