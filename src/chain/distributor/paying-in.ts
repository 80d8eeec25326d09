import { createTransferInstruction } from '@solana/spl-token'
import { type Connection, PublicKey, type TransactionInstruction } from '@solana/web3.js'
import { associatedTokenAddress } from '../raise/addresses'
import { createTokenAccount } from '../raise/instructions'
import { isTokenAccount, tokensIn } from '../tokens'
import { bondAddress, vaultAddress } from './addresses'
import type { BondTerms } from './bonds'
import { lockBond } from './instructions'

const isThere = async (connection: Connection, address: PublicKey): Promise<boolean> =>
  isTokenAccount(await connection.getAccountInfo(address, 'confirmed'))

export type PoolPayment = { distribution: string; mint: string; owner: string; amount: bigint }

/**
 * Pays tokens into the vault of a list that is not posted yet, and makes the vault where it is missing. Nobody can take them out
 * before two keys post the list, and then it says who gets them.
 */
export async function payIn(
  connection: Connection,
  { distribution, mint, owner, amount }: PoolPayment,
): Promise<TransactionInstruction[]> {
  const [list, token, payer] = [new PublicKey(distribution), new PublicKey(mint), new PublicKey(owner)]
  const vault = associatedTokenAddress(list, token)
  return [
    ...((await isThere(connection, vault)) ? [] : [createTokenAccount(payer, list, token)]),
    createTransferInstruction(associatedTokenAddress(payer, token), vault, payer, amount),
  ]
}

/** What lies in the vault of a list, posted or not, at `finalized`; base units of its token. */
export async function paidIn(connection: Connection, { distribution, mint }: Omit<PoolPayment, 'owner' | 'amount'>) {
  const vault = associatedTokenAddress(new PublicKey(distribution), new PublicKey(mint))
  return tokensIn(await connection.getAccountInfo(vault, 'finalized'))
}

/** Locks a bond as a round asks for it, and makes its vault where it is missing. */
export async function lockAsAsked(
  connection: Connection,
  terms: BondTerms,
  { owner, amount }: { owner: string; amount: bigint },
): Promise<TransactionInstruction[]> {
  const { rootDeadline, freeAt } = terms
  const [programId, payer] = [new PublicKey(terms.programId), new PublicKey(owner)]
  const mint = terms.mint ? new PublicKey(terms.mint) : null
  const bond = { programId, distribution: new PublicKey(terms.distribution), owner: payer, mint }
  const address = bondAddress(programId, payer, bond.distribution)
  const isMissing = mint !== null && !(await isThere(connection, vaultAddress(programId, address, mint)))
  return [
    ...(isMissing ? [createTokenAccount(payer, address, mint)] : []),
    lockBond(bond, { amount, pool: new PublicKey(terms.pool), rootDeadline, freeAt }),
  ]
}
