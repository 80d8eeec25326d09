// F4: a chain that rolls back what was confirmed, nodes that lie, and what goes wrong between the sender and the chain. All of it
// must end as an honest run does.
import { FoundWrong, LyingChain } from '@/test/lying-chain'
import { SenderFaults } from '@/test/sender-faults'
import { withBooks } from './books'
import { options, plantFor } from './options'

/** What a run takes that names no number, and with `--long`. */
const LONG_RUN = 1_000_000
/** One act of the sender's side for so many events of the chain's. */
const EVENTS_AN_ACT = 1_000
const round = (value: number): number => Math.round(value)
const { seed = 1, events = LONG_RUN } = options(['seed', 'events'])
const planted = plantFor('F4')

console.error(`F4 with seed ${seed}, ${events} events`)
const began = performance.now()
const settings = ['fsync=off', 'synchronous_commit=off']
const report = await withBooks(3, settings, ([lied, honest, rebuilt]) =>
  new LyingChain({ lied: lied!.db, honest: honest!.db, rebuilt: rebuilt!.db }, { seed, events, ...planted }).run(),
).catch((error: unknown) => {
  if (!(error instanceof FoundWrong)) throw error
  if (error.cause) console.error(error.cause)
  console.log(JSON.stringify({ name: 'F4', ok: false, seed, findings: [error.message] }))
  process.exit(1)
})
const acts = Math.max(50, Math.round(events / EVENTS_AN_ACT))
const sender = await withBooks(2, settings, async ([first, second]) => {
  const faulty = await new SenderFaults(first!.db, { seed, acts, ...planted, faulty: true }).run()
  const honest = await new SenderFaults(second!.db, { seed, acts, ...planted, faulty: false }).run()
  const differ = faulty.state.filter((line, index) => line !== honest.state[index])
  const findings = [...faulty.findings, ...honest.findings, ...differ.map((line) => `not so without faults: ${line}`)]
  return { ...faulty, state: faulty.state.length, findings }
})
const ok = sender.findings.length === 0
const { user, system } = process.cpuUsage()
const time = { seconds: round((performance.now() - began) / 1_000), ownCpuSeconds: round((user + system) / 1_000_000) }
console.log(JSON.stringify({ name: 'F4', ok, ...time, ...report, sender }))
process.exit(ok ? 0 : 1)
