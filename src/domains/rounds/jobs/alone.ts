import { PublicKey, type TransactionInstruction } from '@solana/web3.js'
import { claim, type DistributionReference, slashBond } from '@/chain/distributor/instructions'
import { associatedTokenAddress } from '@/chain/raise/addresses'
import { createTokenAccount } from '@/chain/raise/instructions'
import { isTokenAccount } from '@/chain/tokens'
import type { MerkleTree } from '@/kit/merkle'
import { DAY, toUnix } from '@/kit/time'
import type { PayGround } from '../jobs'
import type { OpenList } from '../queries'
import { CLAIM_SECONDS } from '../rules'

type Chain = Pick<PayGround, 'connection' | 'programId' | 'payer'>

/** Where a list lies and what it pays. */
export const referenceOf = (
  { programId }: Pick<Chain, 'programId'>,
  { address, mint }: Pick<OpenList, 'address' | 'mint'>,
): DistributionReference => ({
  ...{ programId, address: new PublicKey(address), mint: mint ? new PublicKey(mint) : null },
})

/** The program takes claims for 30 days at least; a minute more, since a transaction arrives later than it is made. */
const LEAST_SECONDS = BigInt((30 * DAY) / 1_000) + 60n
/** And for two years at most. */
const MOST_SECONDS = BigInt((729 * DAY) / 1_000)

/** Until when a list that is posted now can be claimed, in unix seconds: as its sheet says, or the usual time from now, within what the program takes. */
export function claimsUntil({ claimsEnd }: Pick<OpenList, 'claimsEnd'>, now: bigint): bigint {
  if (!claimsEnd) return now + CLAIM_SECONDS
  const [asked, least, most] = [toUnix(claimsEnd), now + LEAST_SECONDS, now + MOST_SECONDS]
  if (asked > most) return most
  return asked > least ? asked : least
}

/**
 * The instructions for a line that goes in a transaction of its own: a claim of tokens, with the recipient's token account where
 * there is none yet (we pay its rent), or the judgement of a bond.
 */
export async function aloneInstructions(
  ground: Chain,
  list: OpenList,
  { index, kind, recipient, amount }: OpenList['lines'][number],
  tree: MerkleTree,
): Promise<TransactionInstruction[]> {
  const reference = referenceOf(ground, list)
  const owner = new PublicKey(recipient)
  const leaf = { index, amount, path: tree.path(index) }
  if (kind === 'payout')
    return [...(await accountsFor(ground, reference, [owner])), claim(reference, { ...leaf, recipient: owner })]
  const pool = new PublicKey(list.bondPool!)
  const bond = { programId: ground.programId, distribution: reference.address, owner, mint: reference.mint }
  const accounts = await accountsFor(ground, reference, amount > 0n ? [owner, pool] : [owner])
  return [...accounts, slashBond(bond, { ...leaf, pool })]
}

/** Makes the token accounts of these owners that do not exist. */
export async function accountsFor(
  { connection, payer }: Chain,
  { mint }: DistributionReference,
  owners: readonly PublicKey[],
): Promise<TransactionInstruction[]> {
  if (!mint) return []
  const addresses = owners.map((owner) => associatedTokenAddress(owner, mint))
  const found = await connection.getMultipleAccountsInfo(addresses, 'confirmed')
  const funder = new PublicKey(payer.publicKey)
  return owners.flatMap((owner, place) =>
    isTokenAccount(found[place] ?? null) ? [] : [createTokenAccount(funder, owner, mint)],
  )
}
