import { readFileSync } from 'node:fs'
import type { Keypair } from '@solana/web3.js'
import { expect, test } from 'vitest'
import { payoutAddress } from '@/chain/raise/addresses'
import { INSTRUCTIONS } from '@/chain/raise/instruction-table'
import { cancelRaise, pauseRaise, resumeRaise } from '@/chain/raise/instructions'
import { decide, OTHER_TERMS } from '@/test/raise-decisions'
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
  unwind: 26_200n,
  claim: 2n * 6_200n + 2n * 20_000n,
  release: 6_200n,
  pay_fee: 6_200n,
  reclaim: 6_200n,
  close: 2n * 6_200n + 2n * 3_000n,
}

const TRANCHES = Array.from({ length: 8 }, (_, k) => ({
  bps: 1_250,
  notBefore: EPOCH + BigInt(k),
  approveBy: k === 0 ? 0n : EPOCH + 100n * 86_400n + BigInt(k),
}))
const LAST = TRANCHES.length - 1

/** Every instruction once, at its dearest: eight tranches, missing token accounts, everything to sweep. */
const measure = (payment: PaymentKind): Record<string, Outcome> => ({
  create: must(new RaiseWorld(payment, { tranches: TRANCHES }, new Vm({ seed: 'create' })).create()),
  ...measureSuccess(payment),
  ...measureFailure(payment),
  ...measureUnwinding(payment),
})

/** Takes an investor's payment account away, so that the instruction that pays has to create it. */
function loseAccount(world: RaiseWorld, investor: Keypair): void {
  if (world.paymentMint) world.vm.setAccount(payoutAddress(investor.publicKey, world.paymentMint), { lamports: 0n })
}

function measureSuccess(payment: PaymentKind) {
  const world = new RaiseWorld(payment, { tranches: TRANCHES }, new Vm({ seed: 'success' }))
  must(world.create())
  world.deposit()
  const [ann, ben] = [world.investor(), world.investor()]
  const { guardian, reference } = world
  const open = must(world.open())
  world.vm.now = world.terms.opensAt
  const commit = must(world.commit(ann, 1_500n * COIN))
  const withdraw = must(world.withdraw(ann, COIN))
  const pause = must(world.vm.send([pauseRaise(reference, guardian.publicKey)], [guardian]))
  const resume = must(world.vm.send([resumeRaise(reference, guardian.publicKey)], [guardian]))
  const rotate = must(decide.rotate(world, 'approverB', world.stranger))
  must(decide.rotate(world, 'approverB', world.approverB))
  const changeTerms = must(decide.changeTerms(world))
  const confirm = must(decide.confirm(world, ann))
  must(world.commit(ben, 700n * COIN, { termsHash: OTHER_TERMS }))
  world.vm.now = world.raise.settleAfter
  const settle = must(world.settle())
  const approvals = TRANCHES.slice(1).map((_, k) => must(decide.approve(world, k + 1)))
  const releases = TRANCHES.map((_, k) => must(world.release(k)))
  const payFee = must(world.payFee())
  loseAccount(world, ann)
  const claim = must(world.claim(ann))
  must(world.claim(ben))
  const close = must(world.close())
  const before = { open, commit, withdraw, change_terms: changeTerms, confirm, pause, resume, rotate }
  return { ...before, settle, approve: approvals.at(-1)!, release: releases[LAST]!, pay_fee: payFee, claim, close }
}

function measureFailure(payment: PaymentKind) {
  const world = RaiseWorld.open(payment, {}, new Vm({ seed: 'failure' }))
  const ann = world.investor()
  must(world.commit(ann, 50n * COIN))
  loseAccount(world, ann)
  const cancel = must(world.vm.send([cancelRaise(world.reference, world.issuer.publicKey)], [world.issuer]))
  return { cancel, refund: must(world.refund(ann)), reclaim: must(world.reclaim()) }
}

/** With all but the first tranche rejected, or expired: unwinding then closes the position. */
function measureUnwinding(payment: PaymentKind) {
  const begin = () => {
    const world = RaiseWorld.open(payment, { tranches: TRANCHES }, new Vm({ seed: 'unwinding' }))
    const ann = world.investor()
    must(world.commit(ann, 1_500n * COIN))
    world.vm.now = world.raise.settleAfter
    must(world.settle())
    must(world.release())
    loseAccount(world, ann)
    return { world, ann }
  }
  const late = begin().world
  late.vm.now = TRANCHES[LAST]!.approveBy
  const { world, ann } = begin()
  const reject = must(decide.reject(world, LAST))
  return { reject, expire: must(decide.expire(late, LAST)), unwind: must(decide.unwind(world, ann)) }
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
  console.info(
    [
      '| instruction | units, native | units, mint | with the classic token program | bytes |',
      '|---|---|---|---|---|',
      ...rows,
    ].join('\n'),
  )
  // Any difference from the table, so any growth, has to be looked at and written down.
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
