import type { PublicKey, TransactionInstruction } from '@solana/web3.js'
import { failureOf } from '@/chain/failure'
import { decodeRaise } from '@/chain/raise/accounts'
import { associatedTokenAddress, paymentVaultAddress } from '@/chain/raise/addresses'
import { commit, type RaiseReference, withdraw } from '@/chain/raise/instructions'
import { compileTransaction, withSignatures } from '@/chain/transactions'
import { signerOf } from '@/server/signers'
import type { InvestWorld, Person } from './invest-world'
import type { VmNode } from './vm-node'

/** Where tricks happen: a raise, a token that looks like its payment and is worth nothing, and somebody without a position. */
export type TrickGround = {
  world: InvestWorld
  node: VmNode
  raise: PublicKey
  fake: PublicKey
  stranger: Person
}

type Scene = TrickGround & { reference: RaiseReference; person: Person; amount: bigint }

/** What is tried with a token account of a wrong mint, with the same account on both sides, or with what belongs to somebody else. */
const INSTRUCTIONS = {
  'commit of a wrong mint': (scene) => commitFrom(scene, ownFake(scene)),
  'commit from the vault to itself': (scene) => commitFrom(scene, vaultOf(scene)),
  'commit from somebody else': (scene) => commitFrom(scene, strangersAccount(scene)),
  'withdrawal to a wrong mint': (scene) => withdrawTo(scene, ownFake(scene)),
  'withdrawal from the vault to itself': (scene) => withdrawTo(scene, vaultOf(scene)),
  'withdrawal by somebody else': (scene) => byStranger(scene, withdrawTo(scene, strangersAccount(scene))),
} satisfies Record<string, (scene: Scene) => TransactionInstruction>

export type Trick = keyof typeof INSTRUCTIONS
export const TRICKS = Object.keys(INSTRUCTIONS) as Trick[]

/** The raise, as instructions name it. */
export function referenceOf({ world, node, raise }: TrickGround): RaiseReference {
  const { paymentMint, saleMint } = decodeRaise(node.vm.account(raise)!.data)
  return { programId: world.programId, address: raise, paymentMint, saleMint }
}

/**
 * Sends a trick of somebody who has a position, with the cosignature that the site would never give. Returns why the chain refused
 * it; null when it did not.
 */
export async function play(
  ground: TrickGround,
  { person, trick, amount }: { person: Person; trick: Trick; amount: bigint },
): Promise<string | null> {
  const { world, node, stranger, fake } = ground
  node.vm.setTokenAccount({ mint: fake, owner: person.keypair.publicKey, amount: 10n ** 12n })
  const instruction = INSTRUCTIONS[trick]({ ...ground, reference: referenceOf(ground), person, amount })
  const needed = instruction.keys.filter(({ isSigner }) => isSigner).map(({ pubkey }) => pubkey.toBase58())
  const signers = [person.keypair, stranger.keypair, world.keys.cosigner].filter(({ publicKey }) =>
    needed.includes(publicKey.toBase58()),
  )
  const feePayer = signers[0]!.publicKey
  const { message } = await compileTransaction(node.connection, { feePayer, instructions: [instruction] })
  const signed = signers.map(
    async ({ publicKey, secretKey }) => [publicKey.toBase58(), await signerOf(secretKey).sign(message)] as const,
  )
  const wire = withSignatures(message, Object.fromEntries(await Promise.all(signed)))
  const landed = node.landed(await node.connection.sendRawTransaction(wire, { skipPreflight: true }))
  if (!landed) throw new Error('a trick never came to the chain, so nothing was tried')
  return landed.failure && failureOf(landed.failure).code
}

function commitFrom({ world, node, reference, person, amount }: Scene, source: PublicKey): TransactionInstruction {
  const { termsHash } = decodeRaise(node.vm.account(reference.address)!.data)
  const [investor, cosigner] = [person.keypair.publicKey, world.keys.cosigner.publicKey]
  return commit(reference, { investor, cosigner, amount, termsHash, expiresAt: node.vm.now + 100n, source })
}

const withdrawTo = ({ reference, person, amount }: Scene, ownDestination: PublicKey): TransactionInstruction =>
  withdraw(reference, { investor: person.keypair.publicKey, amount, ownDestination })

/** The same with the stranger in the owner's place. */
function byStranger({ person, stranger }: Scene, instruction: TransactionInstruction): TransactionInstruction {
  for (const meta of instruction.keys)
    if (meta.pubkey.equals(person.keypair.publicKey)) meta.pubkey = stranger.keypair.publicKey
  return instruction
}

const ownFake = ({ person, fake }: Scene): PublicKey => associatedTokenAddress(person.keypair.publicKey, fake)

const strangersAccount = ({ stranger, reference }: Scene): PublicKey =>
  associatedTokenAddress(stranger.keypair.publicKey, reference.paymentMint!)

const vaultOf = ({ reference: { programId, address, paymentMint } }: Scene): PublicKey =>
  paymentVaultAddress(programId, address, paymentMint)
