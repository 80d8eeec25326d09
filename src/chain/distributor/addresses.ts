import { PublicKey } from '@solana/web3.js'
import { associatedTokenAddress } from '../raise/addresses'
import { SEEDS } from './layout'

const derive = (programId: PublicKey, seeds: readonly Uint8Array[]): PublicKey =>
  PublicKey.findProgramAddressSync([...seeds], programId)[0]

const text = (seed: string): Uint8Array => new TextEncoder().encode(seed)

/** Who posts a tree, and which one of which round: all that its address is made of. */
export type DistributionSeeds = { operator: PublicKey; guardian: PublicKey; round: Uint8Array; shard: number }

/** The distribution that this operator and this guardian post for one shard of a round of 32 bytes. */
export function distributionAddress(programId: PublicKey, seeds: DistributionSeeds): PublicKey {
  const { operator, guardian, round, shard } = seeds
  if (round.length !== 32) throw new RangeError(`the id of a round has 32 bytes, not ${round.length}`)
  const number = new Uint8Array(4)
  new DataView(number.buffer).setUint32(0, shard, true)
  return derive(programId, [text(SEEDS.distribution), operator.toBytes(), guardian.toBytes(), round, number])
}

/** The bond of an owner for one distribution. */
export const bondAddress = (programId: PublicKey, owner: PublicKey, distribution: PublicKey): PublicKey =>
  derive(programId, [text(SEEDS.bond), owner.toBytes(), distribution.toBytes()])

/** Where a distribution or a bond keeps its money; `mint` is null for native KOII. */
export const vaultAddress = (programId: PublicKey, holder: PublicKey, mint: PublicKey | null): PublicKey =>
  mint ? associatedTokenAddress(holder, mint) : derive(programId, [text(SEEDS.vault), holder.toBytes()])
