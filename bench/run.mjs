// `npm run bench -- <name>`: one benchmark, one line of JSON with our figure, its denominator from the same run, and their ratio.
import { spawnSync } from 'node:child_process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { handOver } from '../tools/start.mjs'

/** The second kind runs the product's own sources, in a process that reads TypeScript. */
const NAMES = ['payout', 'weight', 'web']
const OWN = ['commit-hot', 'post-batch', 'follow', 'rescreen', 'distribute', 'matcher', 'bonus-round']
/** `matcher` takes the folder of the publishers' files. */
const [name, ...rest] = process.argv.slice(2)

if (![...NAMES, ...OWN].includes(name)) {
  console.error(`Name one benchmark: ${[...NAMES, ...OWN].join(', ')}. For example: npm run bench -- web`)
  process.exit(1)
}
if (process.version.startsWith('v24.') && process.env.FLOTILLA_HANDED_OVER) {
  if (OWN.includes(name)) {
    const file = fileURLToPath(new URL(`./${name}.ts`, import.meta.url))
    const env = { LOG_LEVEL: 'fatal', ...process.env }
    const child = spawnSync(process.execPath, ['--import', 'tsx', file, ...rest], { stdio: 'inherit', env })
    process.exit(child.status ?? 1)
  }
  const { measure } = await import(pathToFileURL(new URL(`./${name}.mjs`, import.meta.url).pathname).href)
  const results = await measure()
  for (const result of results) console.log(JSON.stringify(result))
} else {
  process.env.FLOTILLA_HANDED_OVER = '1'
  handOver('bench/run.mjs', [name, ...rest])
}
