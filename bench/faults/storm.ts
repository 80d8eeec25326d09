// F5: retry storms of Stripe, and a network to the database and to the chain that is slow, breaks or swallows what it carries.
import { Storm } from '@/test/storm'
import { stripeStorm } from '@/test/stripe-storm'
import { withBooks } from './books'
import { options, plantFor } from './options'

/** From the end of a fault until database and chain answer again. */
const USABLE_WITHIN_MS = 2_000
const { seed = 1, long, ...given } = options(['seed', 'faults'])
const planted = plantFor('F5')
const [most, buyers, fees] = long ? [150, 20, 300] : [8, 4, 12]
const { faults = most } = given

console.error(`F5 with seed ${seed}: ${faults} faults of the network, the events of ${fees} payments`)
const [stripe, network] = await withBooks(2, [], async ([first, second]) => [
  await stripeStorm(first!.url, { seed, fees, ...planted }),
  await new Storm({ db: second!.db, url: second!.url }, { seed, faults, buyers, ...planted }).run(),
])
const findings = [...stripe.findings, ...network.findings]
if (network.usableAfterMs > USABLE_WITHIN_MS) findings.push(`usable only ${network.usableAfterMs} ms after a fault`)
const ok = findings.length === 0
console.log(
  JSON.stringify({ name: 'F5', ok, ...network, deliveries: stripe.deliveries, stripe: stripe.hash, findings }),
)
process.exit(ok ? 0 : 1)
