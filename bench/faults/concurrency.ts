// F7: many people at once. Never one base unit over a cap or a limit, nothing twice, and books that agree with the chain.
import { parseArgs } from 'node:util'
import { Crowd } from '@/test/crowd'
import { Races } from '@/test/races'
import { withBooks } from './books'

const { values } = parseArgs({ options: { seed: { type: 'string' }, long: { type: 'boolean' } } })
const seed = Number(values.seed ?? Date.now() % 1_000_000)
const [buyers, races] = values.long ? [1_000, 100] : [200, 6]

console.error(`F7 with seed ${seed}: ${buyers} people, 20 acts each, ${races} races of refund and release`)
const [raced, crowd] = await withBooks(2, [], async ([first, second]) => [
  await new Races(first!.db, { seed, races }).run(),
  await new Crowd(second!.db, { seed, buyers, actsEach: 20 }).run(),
])
const findings = [...raced.findings, ...crowd.findings]
const ok = findings.length === 0
console.log(JSON.stringify({ name: 'F7', ok, races: raced.ends, ...crowd, findings }))
if (!ok) console.error(`replay: npm run fault -- F7 --seed ${seed}${values.long ? ' --long' : ''}`)
process.exit(ok ? 0 : 1)
