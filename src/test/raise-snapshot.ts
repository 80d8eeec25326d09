import type { Keypair } from '@solana/web3.js'
import type { RaiseReading, Snapshot } from '@/chain/follower'
import { tombstoneOf } from '@/chain/raise/accounts'
import { positionAddress } from '@/chain/raise/addresses'
import type { PublishedKeys } from '@/domains/raises/rules/keys'
import type { RaiseWorld } from './raise-world'
import { RAISE_PROGRAM_ID } from './vm'

/** The keys of a world, as its operator would publish them. */
export const keysOf = (world: RaiseWorld): PublishedKeys => ({
  guardian: world.guardian.publicKey.toBase58(),
  cosigner: world.cosigner.publicKey.toBase58(),
  approverA: world.approverA.publicKey.toBase58(),
  approverB: world.approverB.publicKey.toBase58(),
  feeWallet: world.feeWallet.publicKey.toBase58(),
})

/** What the follower would read of a world's raise at this moment. */
export function readingOf(world: RaiseWorld, investors: readonly Keypair[], slot: bigint): RaiseReading {
  const positions = investors.flatMap((investor) => {
    const position = world.position(investor)
    const address = positionAddress(RAISE_PROGRAM_ID, world.address, investor.publicKey).toBase58()
    return position ? [{ address, position }] : []
  })
  return {
    address: world.address.toBase58(),
    ...{ slot, positions, raise: world.raise, data: world.vm.account(world.address)!.data },
    paymentVault: world.vaultBalance,
    saleVault: world.saleVaultBalance,
  }
}

/** The same as a snapshot of the whole program. */
export function snapshotOf(
  world: RaiseWorld,
  investors: readonly Keypair[],
  slot: bigint,
  genesis = 'genesis of the test',
): Snapshot {
  const nothing = { raises: [], closed: [], missing: [], moving: [] }
  const base = { ...nothing, slot, listedAt: slot, genesis, time: world.vm.now }
  const tranchesReleased = tombstoneOf(world.vm.account(world.address)?.data ?? new Uint8Array())
  if (tranchesReleased !== null) return { ...base, closed: [{ address: world.address.toBase58(), tranchesReleased }] }
  if (!world.vm.account(world.address)) return { ...base, missing: [world.address.toBase58()] }
  return { ...base, raises: [readingOf(world, investors, slot)] }
}
