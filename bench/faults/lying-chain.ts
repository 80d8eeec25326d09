// F4: a chain that rolls back what was confirmed and nodes that lie. The books must end as those of an honest run do.
import { parseArgs } from 'node:util'
import { LyingChain } from '@/test/lying-chain'
import { withBooks } from './books'

const LONG_RUN = 1_000_000
const round = (value: number): number => Math.round(value)
const { values } = parseArgs({ options: { seed: { type: 'string' }, events: { type: 'string' } } })
const seed = Number(values.seed ?? Date.now() % 1_000_000)
const events = Number(values.events ?? LONG_RUN)

console.error(`F4 with seed ${seed}, ${events} events`)
const began = performance.now()
const report = await withBooks(3, ['fsync=off', 'synchronous_commit=off'], ([lied, honest, rebuilt]) =>
  new LyingChain({ lied: lied!.db, honest: honest!.db, rebuilt: rebuilt!.db }, { seed, events }).run(),
)
const { user, system } = process.cpuUsage()
const time = { seconds: round((performance.now() - began) / 1_000), ownCpuSeconds: round((user + system) / 1_000_000) }
console.log(JSON.stringify({ name: 'F4', ok: true, ...time, ...report }))
process.exit(0)
