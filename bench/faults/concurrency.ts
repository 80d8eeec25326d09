// F7: many people at once. Never one base unit over a cap or a limit, nothing twice, and books that agree with the chain.
import { parseArgs } from 'node:util'
import { Crowd } from '@/test/crowd'
import { plantOf } from '@/test/plants'
import { Races } from '@/test/races'
import { withBooks } from './books'

const number = { type: 'string' } as const
const options = { seed: number, buyers: number, acts: number, races: number, long: { type: 'boolean' } } as const
const { values } = parseArgs({ options })
const seed = Number(values.seed ?? Date.now() % 1_000_000)
const buyers = Number(values.buyers ?? (values.long ? 1_000 : 200))
const actsEach = Number(values.acts ?? 20)
const races = Number(values.races ?? (values.long ? 100 : 6))

console.error(`F7 with seed ${seed}: ${buyers} people, ${actsEach} acts each, ${races} races of refund and release`)
const [raced, crowd] = await withBooks(2, [], async ([first, second]) => [
  await new Races(first!.url, { seed, races }).run(),
  await new Crowd(second!.url, { seed, buyers, actsEach, ...plantOf(process.env.FLOTILLA_PLANT) }).run(),
])
const findings = [...raced.findings, ...crowd.findings]
const ok = findings.length === 0
const story = { races: raced.hash, crowd: crowd.hash, turns: raced.turns + crowd.turns }
console.log(JSON.stringify({ name: 'F7', ok, races: raced.ends, ...crowd, story, findings }))
const plant = process.env.FLOTILLA_PLANT ? `FLOTILLA_PLANT=${process.env.FLOTILLA_PLANT} ` : ''
if (!ok)
  console.error(
    `replay: ${plant}npm run fault -- F7 --seed ${seed} --buyers ${buyers} --acts ${actsEach} --races ${races}`,
  )
process.exit(ok ? 0 : 1)
