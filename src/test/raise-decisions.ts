import type { Keypair } from '@solana/web3.js'
import * as build from '@/chain/raise/instructions'
import type { Role } from '@/chain/raise/layout'
import { DAY, must, type PaymentKind, RaiseWorld, TERMS, type Terms } from './raise-world'
import type { Outcome } from './vm'

/** The end of the time for approving the second tranche, and the third. */
export const APPROVE_BY = [0n, TERMS.closesAt + 20n * DAY, TERMS.closesAt + 40n * DAY] as const

/** 40, 35 and 25 %: the first is due at once, the others a month apart. */
export const TRANCHES: Terms['tranches'] = [
  { bps: 4_000, notBefore: TERMS.closesAt, approveBy: APPROVE_BY[0] },
  { bps: 3_500, notBefore: TERMS.closesAt + 30n * DAY, approveBy: APPROVE_BY[1] },
  { bps: 2_500, notBefore: TERMS.closesAt + 60n * DAY, approveBy: APPROVE_BY[2] },
]

/** Other terms than those a raise begins with. */
export const OTHER_TERMS = new Uint8Array(32).fill(8)

/** What is decided in a raise after it opened: its terms, its tranches, its keys. */
export const decide = {
  changeTerms({ vm, reference, issuer, guardian }: RaiseWorld, termsHash: Uint8Array = OTHER_TERMS): Outcome {
    const keys = { issuer: issuer.publicKey, guardian: guardian.publicKey }
    return vm.send([build.changeTerms(reference, { ...keys, termsHash })], [issuer, guardian])
  },
  confirm({ vm, reference }: RaiseWorld, investor: Keypair, termsHash: Uint8Array = OTHER_TERMS): Outcome {
    return vm.send([build.confirmTerms(reference, { investor: investor.publicKey, termsHash })], [investor])
  },
  approve(world: RaiseWorld, tranche: number): Outcome {
    const { vm, reference, approverA, approverB } = world
    const keys = { approverA: approverA.publicKey, approverB: approverB.publicKey }
    return vm.send([build.approve(reference, { ...keys, tranche })], [approverA, approverB])
  },
  reject(world: RaiseWorld, tranche: number): Outcome {
    const { vm, reference, approverA, approverB } = world
    const keys = { approverA: approverA.publicKey, approverB: approverB.publicKey }
    return vm.send([build.reject(reference, { ...keys, tranche })], [approverA, approverB])
  },
  expire: (world: RaiseWorld, tranche: number): Outcome => world.crank(build.expire(world.reference, tranche)),
  unwind(world: RaiseWorld, investor: Keypair): Outcome {
    const payout = { payer: world.stranger.publicKey, investor: investor.publicKey }
    return world.crank(build.unwind(world.reference, payout))
  },
  rotate({ vm, reference, guardian }: RaiseWorld, role: Role, newKey: Keypair): Outcome {
    const keys = { guardian: guardian.publicKey, newKey: newKey.publicKey }
    return vm.send([build.rotate(reference, { ...keys, role })], [guardian, newKey])
  },
}

/** A raise in three tranches that succeeded with these commitments. */
export function succeededInSteps(payment: PaymentKind, amounts: readonly bigint[], changes: Partial<Terms> = {}) {
  const world = RaiseWorld.open(payment, { tranches: TRANCHES, ...changes })
  const investors = amounts.map((amount) => {
    const investor = world.investor()
    must(world.commit(investor, amount))
    return investor
  })
  world.vm.now = world.raise.settleAfter
  must(world.settle())
  return { world, investors }
}
