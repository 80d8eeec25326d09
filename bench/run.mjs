// `npm run bench -- <name>`: one benchmark, one line of JSON with our figure, its denominator from the same run, and their ratio.
import { pathToFileURL } from 'node:url'
import { handOver } from '../tools/start.mjs'

const NAMES = ['weight', 'web']
const [name] = process.argv.slice(2)

if (!NAMES.includes(name)) {
  console.error(`Name one benchmark: ${NAMES.join(', ')}. For example: npm run bench -- web`)
  process.exit(1)
}
if (process.version.startsWith('v24.') && process.env.FLOTILLA_HANDED_OVER) {
  const { measure } = await import(pathToFileURL(new URL(`./${name}.mjs`, import.meta.url).pathname).href)
  const results = await measure()
  for (const result of results) console.log(JSON.stringify(result))
} else {
  process.env.FLOTILLA_HANDED_OVER = '1'
  handOver('bench/run.mjs', [name])
}
