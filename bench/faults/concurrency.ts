// F7: many people at once. Never one base unit over a cap or a limit, nothing twice, and books that agree with the chain.
import { Crowd } from '@/test/crowd'
import { Races } from '@/test/races'
import { withBooks } from './books'
import { options, plantFor } from './options'

const { seed = 1, long, ...given } = options(['seed', 'buyers', 'acts', 'races'])
const planted = plantFor('F7')
/** A race takes 13 days of the chain's time; after a year applications come from too long ago. */
const RACES_A_YEAR = 25
const { buyers = long ? 500 : 200, acts: actsEach = 20, races = long ? RACES_A_YEAR : 6 } = given
if (races > RACES_A_YEAR) {
  console.error(`--races is at most ${RACES_A_YEAR}: a year of the chain's time.`)
  process.exit(2)
}

console.error(`F7 with seed ${seed}: ${buyers} people, ${actsEach} acts each, ${races} races of refund and release`)
const [raced, crowd] = await withBooks(2, [], async ([first, second]) => [
  await new Races(first!.url, { seed, races }).run(),
  await new Crowd(second!.url, { seed, buyers, actsEach, ...planted }).run(),
])
const findings = [...raced.findings, ...crowd.findings]
const ok = findings.length === 0
const story = { races: raced.hash, crowd: crowd.hash, turns: raced.turns + crowd.turns }
console.log(JSON.stringify({ name: 'F7', ok, races: raced.ends, ...crowd, story, findings }))
process.exit(ok ? 0 : 1)
