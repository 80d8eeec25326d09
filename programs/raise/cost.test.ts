import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { cancelRaise, pauseRaise, resumeRaise } from '@/chain/raise/instructions'
import { COIN, must, type PaymentKind, RaiseWorld } from '@/test/raise-world'
import { EPOCH, type Outcome, PACKET_LIMIT, Vm } from '@/test/vm'

const UNIT_LIMIT = 120_000n

/**
 * The VM's token program is a newer, cheaper one. What the classic one needs more, at most: a transfer 6,200 units
 * instead of about 100, a new token account 20,000 instead of about 3,000, closing one 3,000.
 */
const CLASSIC_EXTRA: Record<string, bigint> = {
  commit: 6_200n,
  withdraw: 6_200n,
  refund: 26_200n,
  claim: 2n * 6_200n + 2n * 20_000n,
  release: 6_200n,
  pay_fee: 6_200n,
  reclaim: 6_200n,
  close: 2n * 6_200n + 2n * 3_000n,
}

/** Every instruction once, at its dearest: eight tranches, missing token accounts, everything to sweep. */
function measure(payment: PaymentKind): Record<string, Outcome> {
  const tranches = Array.from({ length: 8 }, (_, k) => ({
    bps: 1_250,
    notBefore: EPOCH + BigInt(k),
    approveBy: k === 0 ? 0n : EPOCH + 100n * 86_400n + BigInt(k),
  }))
  const create = must(new RaiseWorld(payment, { tranches }, new Vm({ seed: 'create' })).create())
  const world = new RaiseWorld(payment, {}, new Vm({ seed: 'success' }))
  must(world.create())
  world.deposit()
  const [ann, ben] = [world.investor(), world.investor()]
  const { guardian, reference } = world
  const open = must(world.open())
  world.vm.now = world.terms.opensAt
  const commit = must(world.commit(ann, 1_500n * COIN))
  must(world.commit(ben, 700n * COIN))
  const withdraw = must(world.withdraw(ann, COIN))
  const pause = must(world.vm.send([pauseRaise(reference, guardian.publicKey)], [guardian]))
  const resume = must(world.vm.send([resumeRaise(reference, guardian.publicKey)], [guardian]))
  world.vm.now = world.raise.settleAfter
  const settle = must(world.settle())
  const release = must(world.release())
  const payFee = must(world.payFee())
  if (world.paymentMint) world.vm.setAccount(world.commitInstruction(ann, COIN, {}).keys[5]!.pubkey, { lamports: 0n })
  const claim = must(world.claim(ann))
  must(world.claim(ben))
  const { refund, reclaim, cancel } = measureFailure(payment)
  const close = must(world.close())
  return {
    create,
    open,
    commit,
    withdraw,
    pause,
    resume,
    cancel,
    settle,
    release,
    pay_fee: payFee,
    claim,
    refund,
    reclaim,
    close,
  }
}

function measureFailure(payment: PaymentKind) {
  const world = RaiseWorld.open(payment, {}, new Vm({ seed: 'failure' }))
  const ann = world.investor()
  must(world.commit(ann, 50n * COIN))
  if (world.paymentMint) world.vm.setAccount(world.commitInstruction(ann, COIN, {}).keys[5]!.pubkey, { lamports: 0n })
  const cancel = must(world.vm.send([cancelRaise(world.reference, world.issuer.publicKey)], [world.issuer]))
  return { cancel, refund: must(world.refund(ann)), reclaim: must(world.reclaim()) }
}

const number = (value: bigint | number) => value.toLocaleString('en-US')

test('every instruction stays below 120,000 compute units and inside a packet, and README.md says how far', () => {
  const native = measure('native')
  const mint = measure('mint')
  const classic = (name: string, { units }: Outcome) => units + (CLASSIC_EXTRA[name] ?? 0n)
  for (const [name, outcome] of [...Object.entries(native), ...Object.entries(mint)]) {
    expect(classic(name, outcome), name).toBeLessThan(UNIT_LIMIT)
    expect(outcome.bytes, name).toBeLessThanOrEqual(PACKET_LIMIT)
  }
  const rows = Object.keys(native).map((name) => {
    const { units, bytes } = mint[name]!
    return `| ${name} | ${number(native[name]!.units)} | ${number(units)} | ${number(classic(name, mint[name]!))} | ${number(bytes)} |`
  })
  console.info(
    [
      '| instruction | units, native | units, mint | with the classic token program | bytes |',
      '|---|---|---|---|---|',
      ...rows,
    ].join('\n'),
  )
  const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8').replaceAll(/ +/g, ' ')
  for (const row of rows) expect(readme).toContain(row)
})

test('rent is asked from the chain: twice as many years are twice as many lamports', () => {
  const vm = new Vm()
  vm.stateRent(6_960n, 2)
  const world = new RaiseWorld('native', {}, vm)
  must(world.create())
  expect(vm.lamports(world.address)).toBe(2n * 6_960n * (776n + 128n))
})

test('rent in a form that the program does not know is refused, never guessed', () => {
  const vm = new Vm()
  vm.stateRent(6_960n, 3)
  expect(new RaiseWorld('native', {}, vm).create().error).toBe('RentUnknown')
})
