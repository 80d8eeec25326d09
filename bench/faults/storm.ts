// F5: retry storms of Stripe, and a network to the database and to the chain that is slow, breaks or swallows what it carries.
import { parseArgs } from 'node:util'
import { Storm } from '@/test/storm'
import { stripeStorm } from '@/test/stripe-storm'
import { withBooks } from './books'

/** From the end of a fault until database and chain answer again. */
const USABLE_WITHIN_MS = 2_000
const { values } = parseArgs({
  options: { seed: { type: 'string' }, faults: { type: 'string' }, long: { type: 'boolean' } },
})
const seed = Number(values.seed ?? Date.now() % 1_000_000)
const [most, buyers, fees] = values.long ? [150, 20, 300] : [8, 4, 12]
const faults = Number(values.faults ?? most)

console.error(`F5 with seed ${seed}: ${faults} faults of the network, the events of ${fees} payments`)
const [stripe, network] = await withBooks(2, [], async ([first, second]) => [
  await stripeStorm(first!.url, { seed, fees }),
  await new Storm({ db: second!.db, url: second!.url }, { seed, faults, buyers }).run(),
])
const findings = [...stripe.findings, ...network.findings]
if (network.usableAfterMs > USABLE_WITHIN_MS) findings.push(`usable only ${network.usableAfterMs} ms after a fault`)
const ok = findings.length === 0
console.log(JSON.stringify({ name: 'F5', ok, ...network, deliveries: stripe.deliveries, findings }))
if (!ok) console.error(`replay: npm run fault -- F5 --seed ${seed} --faults ${faults}${values.long ? ' --long' : ''}`)
process.exit(ok ? 0 : 1)
