import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { takeBondBack } from '@/chain/distributor/instructions'
import { INSTRUCTIONS } from '@/chain/distributor/layout'
import { DistributionWorld } from '@/test/distribution-world'
import { COIN, DAY, must, type PaymentKind } from '@/test/raise-world'
import { EPOCH, type Outcome, PACKET_LIMIT, Vm } from '@/test/vm'

const UNIT_LIMIT = 120_000n

/** What the classic token program needs more than the VM's newer one, at most: 6,200 units a transfer, 3,000 a closing. */
const CLASSIC_EXTRA: Record<string, bigint> = {
  claim: 6_200n,
  reclaim: 6_200n,
  close: 9_200n,
  lock: 6_200n,
  slash: 2n * 6_200n + 3_000n,
  take_back: 9_200n,
}

/** Every instruction once, at its dearest: 12,000 leaves, the longest path, everything to sweep. */
function measure(payment: PaymentKind): Record<string, Outcome> {
  const vm = new Vm({ seed: `costs ${payment}` })
  const amounts = Array.from({ length: 4 }, () => COIN)
  const world = new DistributionWorld(payment, { amounts, vm })
  const [ann, ben] = [world.holder(50n * COIN), world.holder(50n * COIN)]
  world.entries.push({ kind: 'bond', recipient: ann.publicKey, amount: COIN })
  const filler = { recipient: vm.key().publicKey, amount: 1n }
  while (world.entries.length < 12_000) world.entries.push(filler)
  const lock = must(world.lock(ann))
  must(world.lock(ben))
  world.fund()
  const create = must(world.create())
  const claim = must(world.claim(2))
  const slash = must(world.slash(ann, 4))
  world.vm.now = EPOCH + 60n * DAY
  const takeBack = must(world.vm.send([takeBondBack(world.bondOf(ben))], [ben]))
  const reclaim = must(world.crank(world.reclaimInstruction))
  world.vm.now = EPOCH + 90n * DAY
  if (world.mint) vm.setTokenAccount({ mint: world.mint, owner: world.address, amount: 5n }, world.vault)
  const close = must(world.crank(world.closeInstruction))
  return { create, claim, reclaim, close, lock, slash, take_back: takeBack }
}

const number = (value: bigint | number) => value.toLocaleString('en-US')

test('every instruction stays below 120,000 compute units and inside a packet, and README.md says how far', () => {
  const native = measure('native')
  const mint = measure('mint')
  expect(Object.keys(native)).toHaveLength(Object.keys(INSTRUCTIONS).length)
  const classic = (name: string, { units }: Outcome) => units + (CLASSIC_EXTRA[name] ?? 0n)
  for (const [name, outcome] of [...Object.entries(native), ...Object.entries(mint)]) {
    expect(classic(name, outcome), name).toBeLessThan(UNIT_LIMIT)
    expect(outcome.bytes, name).toBeLessThanOrEqual(PACKET_LIMIT)
  }
  const rows = Object.keys(native).map((name) => {
    const { units, bytes } = mint[name]!
    return `| ${name} | ${number(native[name]!.units)} | ${number(units)} | ${number(classic(name, mint[name]!))} | ${number(bytes)} |`
  })
  console.info(rows.join('\n'))
  const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8').replaceAll(/ +/g, ' ')
  for (const row of rows) expect(readme).toContain(row)
})
