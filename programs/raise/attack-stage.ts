import type { Keypair, TransactionInstruction } from '@solana/web3.js'
import { INSTRUCTIONS, type InstructionName } from '@/chain/raise/instruction-table'
import {
  approve,
  cancelRaise,
  changeTerms,
  claim,
  closeRaise,
  confirmTerms,
  expire,
  openRaise,
  pauseRaise,
  payFee,
  reclaim,
  refund,
  reject,
  release,
  resumeRaise,
  rotate,
  settleRaise,
  unwind,
  withdraw,
} from '@/chain/raise/instructions'
import { APPROVE_BY, decide, OTHER_TERMS, succeededInSteps } from '@/test/raise-decisions'
import { COIN, must, type PaymentKind, RaiseWorld } from '@/test/raise-world'

/** An instruction that would succeed, and what is known of attacks on it. */
export type Ready = {
  world: RaiseWorld
  instruction: TransactionInstruction
  signers: Keypair[]
  /** What a second sending is answered; null: it works again. */
  replay: string | null
  /** Accounts that may be anybody's by design. */
  free?: string[]
}

function openWithPosition(payment: PaymentKind, amount = 200n * COIN) {
  const world = RaiseWorld.open(payment)
  const investor = world.investor()
  must(world.commit(investor, amount))
  return { world, investor }
}

function settled(payment: PaymentKind, amount = 2_000n * COIN) {
  const { world, investor } = openWithPosition(payment, amount)
  world.vm.now = world.raise.settleAfter
  must(world.settle())
  return { world, investor }
}

/** The instruction with one account of its list changed. */
export function changed(
  instruction: TransactionInstruction,
  index: number,
  change: Partial<TransactionInstruction['keys'][number]>,
): TransactionInstruction {
  const keys = instruction.keys.map((key, at) => (at === index ? { ...key, ...change } : key))
  return { ...instruction, keys } as TransactionInstruction
}

/** As an attacker sends it: somebody else pays the fee, so that no key is a signer or writable only because of that. */
export const attack = ({ world, signers }: Ready, instruction: TransactionInstruction): string | null =>
  world.vm.send([instruction], attackers(world, signers, instruction)).error

export function attackers(world: RaiseWorld, signers: Keypair[], instruction: TransactionInstruction): Keypair[] {
  const needed = new Set(instruction.keys.filter(({ isSigner }) => isSigner).map(({ pubkey }) => pubkey.toBase58()))
  const known = [...signers, world.stranger].filter(({ publicKey }) => needed.has(publicKey.toBase58()))
  return [world.vm.person(), ...known]
}

export const rulesOf = (name: InstructionName) => INSTRUCTIONS[name].accounts.map((rule, index) => ({ ...rule, index }))

const cranked = (world: RaiseWorld, instruction: TransactionInstruction, replay: string | null, free?: string[]) => ({
  world,
  instruction,
  signers: [world.stranger],
  replay,
  ...(free && { free }),
})

const payoutOf = (world: RaiseWorld, investor: Keypair) => ({
  payer: world.stranger.publicKey,
  investor: investor.publicKey,
})

/** Every instruction at a moment when it would succeed. */
export const READY: Record<InstructionName, (payment: PaymentKind) => Ready> = {
  create(payment) {
    const world = new RaiseWorld(payment)
    const signers = [world.issuer, world.guardian]
    return { world, instruction: world.createInstruction, signers, replay: 'RaiseExists', free: ['guardian'] }
  },
  open(payment) {
    const world = new RaiseWorld(payment)
    must(world.create())
    world.deposit()
    return cranked(world, openRaise(world.reference), 'WrongState')
  },
  commit(payment) {
    const world = RaiseWorld.open(payment)
    const investor = world.investor()
    const instruction = world.commitInstruction(investor, 5n * COIN, {})
    return { world, instruction, signers: [investor, world.cosigner], replay: null }
  },
  withdraw(payment) {
    const { world, investor } = openWithPosition(payment)
    const instruction = withdraw(world.reference, { investor: investor.publicKey, amount: 200n * COIN })
    return { world, instruction, signers: [investor], replay: 'WrongPosition' }
  },
  changeTerms(payment) {
    const { world } = openWithPosition(payment)
    const keys = { issuer: world.issuer.publicKey, guardian: world.guardian.publicKey }
    const instruction = changeTerms(world.reference, { ...keys, termsHash: OTHER_TERMS })
    return { world, instruction, signers: [world.issuer, world.guardian], replay: 'TermsUnchanged' }
  },
  confirm(payment) {
    const { world, investor } = openWithPosition(payment)
    must(decide.changeTerms(world))
    const instruction = confirmTerms(world.reference, { investor: investor.publicKey, termsHash: OTHER_TERMS })
    return { world, instruction, signers: [investor], replay: 'NothingDue' }
  },
  pause(payment) {
    const world = RaiseWorld.open(payment)
    const instruction = pauseRaise(world.reference, world.guardian.publicKey)
    return { world, instruction, signers: [world.guardian], replay: null }
  },
  resume(payment) {
    const world = RaiseWorld.open(payment)
    const instruction = resumeRaise(world.reference, world.guardian.publicKey)
    return { world, instruction, signers: [world.guardian], replay: null }
  },
  cancel(payment) {
    const world = RaiseWorld.open(payment)
    const instruction = cancelRaise(world.reference, world.issuer.publicKey)
    return { world, instruction, signers: [world.issuer], replay: 'WrongState' }
  },
  settle(payment) {
    const { world } = openWithPosition(payment)
    world.vm.now = world.raise.settleAfter
    return cranked(world, settleRaise(world.reference), 'WrongState')
  },
  refund(payment) {
    const { world, investor } = settled(payment, 99n * COIN)
    return cranked(world, refund(world.reference, payoutOf(world, investor)), 'WrongPosition', ['payer'])
  },
  claim(payment) {
    const { world, investor } = settled(payment)
    must(world.release())
    return cranked(world, claim(world.reference, payoutOf(world, investor)), 'WrongPosition', ['payer'])
  },
  release(payment) {
    const { world } = settled(payment)
    const instruction = release(world.reference, { issuer: world.issuer.publicKey, tranche: 0 })
    return cranked(world, instruction, 'TrancheNotReleasable')
  },
  payFee(payment) {
    const { world } = settled(payment)
    must(world.release())
    return cranked(world, payFee(world.reference, { feeWallet: world.feeWallet.publicKey }), 'NothingDue')
  },
  approve(payment) {
    const { world } = succeededInSteps(payment, [200n * COIN])
    const { approverA, approverB } = world
    const keys = { approverA: approverA.publicKey, approverB: approverB.publicKey, tranche: 1 }
    return {
      world,
      instruction: approve(world.reference, keys),
      signers: [approverA, approverB],
      replay: 'TrancheApproved',
    }
  },
  reject(payment) {
    const { world } = succeededInSteps(payment, [200n * COIN])
    const { approverA, approverB } = world
    const keys = { approverA: approverA.publicKey, approverB: approverB.publicKey, tranche: 1 }
    return { world, instruction: reject(world.reference, keys), signers: [approverA, approverB], replay: 'WrongState' }
  },
  expire(payment) {
    const { world } = succeededInSteps(payment, [200n * COIN])
    world.vm.now = APPROVE_BY[1]
    return cranked(world, expire(world.reference, 1), 'WrongState')
  },
  unwind(payment) {
    const { world, investors } = succeededInSteps(payment, [2_000n * COIN])
    must(world.release())
    must(world.claim(investors[0]!))
    must(decide.reject(world, 1))
    return cranked(world, unwind(world.reference, payoutOf(world, investors[0]!)), 'WrongPosition', ['payer'])
  },
  rotate(payment) {
    const { world } = openWithPosition(payment)
    const newKey = world.vm.person()
    const keys = { guardian: world.guardian.publicKey, newKey: newKey.publicKey }
    const instruction = rotate(world.reference, { ...keys, role: 'approverB' })
    return { world, instruction, signers: [world.guardian, newKey], replay: 'BadKeys', free: ['newKey'] }
  },
  reclaim(payment) {
    const { world } = settled(payment, 99n * COIN)
    return cranked(world, reclaim(world.reference, { issuer: world.issuer.publicKey }), 'NothingDue')
  },
  close(payment) {
    const { world, investor } = settled(payment)
    must(world.release())
    must(world.payFee())
    must(world.claim(investor))
    world.vm.setTokenAccount({ mint: world.saleMint, owner: world.address, amount: 5n }, world.saleVault)
    return cranked(world, closeRaise(world.reference, world.issuer.publicKey), 'WrongRaise')
  },
}
