import { type Keypair, type PublicKey, TransactionInstruction } from '@solana/web3.js'
import { takeBondBack } from '@/chain/distributor/instructions'
import { INSTRUCTIONS, type InstructionName } from '@/chain/distributor/layout'
import { DistributionWorld } from '@/test/distribution-world'
import { COIN, DAY, must, type PaymentKind } from '@/test/raise-world'
import { EPOCH } from '@/test/vm'

/** An instruction that would succeed, and what is known of attacks on it. */
export type Ready = {
  world: DistributionWorld
  instruction: TransactionInstruction
  signers: Keypair[]
  /** Whose money the vaults hold: nobody else may have more of it afterwards. */
  owed: PublicKey[]
  /** What a second sending is answered. */
  replay: string
  /** Accounts that may be anybody's by design. */
  free?: string[]
}

const END = EPOCH + 60n * DAY

function bonded(payment: PaymentKind) {
  const world = new DistributionWorld(payment)
  const owner = world.holder(50n * COIN)
  world.entries.push({ kind: 'bond', recipient: owner.publicKey, amount: 8n * COIN })
  const owed = [owner.publicKey, world.pool.publicKey]
  return { world, owner, owed }
}

/** Every instruction at a moment when it would succeed. */
export const READY: Record<InstructionName, (payment: PaymentKind) => Ready> = {
  create(payment) {
    const world = new DistributionWorld(payment)
    world.fund()
    const signers = [world.operator, world.guardian]
    return { world, instruction: world.createInstruction, signers, owed: [], replay: 'DistributionExists' }
  },
  claim(payment) {
    const world = DistributionWorld.posted(payment)
    const owed = [world.entries[1]!.recipient]
    return { world, instruction: world.claimInstruction(1), signers: [world.stranger], owed, replay: 'AlreadyClaimed' }
  },
  reclaim(payment) {
    const world = DistributionWorld.posted(payment)
    world.vm.now = END
    const owed = [world.pool.publicKey]
    return { world, instruction: world.reclaimInstruction, signers: [world.stranger], owed, replay: 'NothingDue' }
  },
  close(payment) {
    const world = DistributionWorld.posted(payment)
    world.vm.now = END + 30n * DAY
    const owed = [world.pool.publicKey, world.operator.publicKey]
    return { world, instruction: world.closeInstruction, signers: [world.stranger], owed, replay: 'WrongDistribution' }
  },
  lock(payment) {
    const { world, owner, owed } = bonded(payment)
    world.makeBondVault(owner)
    const instruction = world.lockInstruction(owner)
    return { world, instruction, signers: [owner], owed, replay: 'BondExists', free: ['distribution'] }
  },
  slash(payment) {
    const { world, owner, owed } = bonded(payment)
    must(world.lock(owner))
    world.fund()
    must(world.create())
    return {
      world,
      instruction: world.slashInstruction(owner, 3),
      signers: [world.stranger],
      owed,
      replay: 'WrongBond',
    }
  },
  takeBack(payment) {
    const { world, owner, owed } = bonded(payment)
    must(world.lock(owner))
    world.vm.now = EPOCH + 10n * DAY
    const instruction = takeBondBack(world.bondOf(owner))
    return { world, instruction, signers: [owner], owed, replay: 'WrongBond' }
  },
}

export const rulesOf = (name: InstructionName) => INSTRUCTIONS[name].accounts.map((rule, index) => ({ ...rule, index }))

type Key = TransactionInstruction['keys'][number]

export const withKeys = (instruction: TransactionInstruction, change: (key: Key, index: number) => Key) =>
  new TransactionInstruction({ ...instruction, keys: instruction.keys.map(change) })

export const swapped = (instruction: TransactionInstruction, at: number, pubkey: PublicKey) =>
  withKeys(instruction, (key, index) => (index === at ? { ...key, pubkey } : key))

/** Somebody else pays the fee, so that no key is a signer or writable only because of that. */
export function attackers({ world, signers }: Ready, instruction: TransactionInstruction): Keypair[] {
  const needed = new Set(instruction.keys.filter(({ isSigner }) => isSigner).map(({ pubkey }) => pubkey.toBase58()))
  const known = [...signers, world.stranger].filter(({ publicKey }) => needed.has(publicKey.toBase58()))
  return [world.vm.person(), ...known]
}

export const attack = (ready: Ready, instruction: TransactionInstruction): string | null =>
  ready.world.vm.send([instruction], attackers(ready, instruction)).error
