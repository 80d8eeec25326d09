import { createTransferInstruction } from '@solana/spl-token'
import { type Connection, PublicKey, type TransactionInstruction } from '@solana/web3.js'
import { associatedTokenAddress } from '../raise/addresses'
import { createTokenAccount } from '../raise/instructions'
import { isTokenAccount, TOKEN_ACCOUNT_SIZE, tokensIn } from '../tokens'
import type { NewAccount } from '../transactions'
import { BOND_SIZE } from './accounts'
import { bondAddress, vaultAddress } from './addresses'
import { type BondTerms, type SeenBond, takeBack } from './bonds'
import { lockBond } from './instructions'

/** A payment into a round: from one token account into another, with the accounts that it makes on the way. */
export type PayingIn = {
  instructions: readonly TransactionInstruction[]
  from: PublicKey
  to: PublicKey
  made: readonly NewAccount[]
}

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
): Promise<PayingIn> {
  const [list, token, payer] = [new PublicKey(distribution), new PublicKey(mint), new PublicKey(owner)]
  const [from, to] = [associatedTokenAddress(payer, token), associatedTokenAddress(list, token)]
  const isMissing = !(await isThere(connection, to))
  return {
    instructions: [
      ...(isMissing ? [createTokenAccount(payer, list, token)] : []),
      createTransferInstruction(from, to, payer, amount),
    ],
    ...{ from, to, made: isMissing ? [{ address: to, bytes: TOKEN_ACCOUNT_SIZE }] : [] },
  }
}

/** What lies in the vault of a list, posted or not, at `finalized`; base units of its token. */
export async function paidIn(connection: Connection, { distribution, mint }: Omit<PoolPayment, 'owner' | 'amount'>) {
  const vault = associatedTokenAddress(new PublicKey(distribution), new PublicKey(mint))
  return tokensIn(await connection.getAccountInfo(vault, 'finalized'))
}

/** Locks a bond in tokens as a round asks for it, and makes its vault where it is missing. */
export async function lockAsAsked(
  connection: Connection,
  terms: BondTerms & { mint: string },
  { owner, amount }: { owner: string; amount: bigint },
): Promise<PayingIn> {
  const { rootDeadline, freeAt } = terms
  const [programId, payer, mint] = [new PublicKey(terms.programId), new PublicKey(owner), new PublicKey(terms.mint)]
  const bond = { programId, distribution: new PublicKey(terms.distribution), owner: payer, mint }
  const address = bondAddress(programId, payer, bond.distribution)
  const [from, to] = [associatedTokenAddress(payer, mint), vaultAddress(programId, address, mint)]
  const isMissing = !(await isThere(connection, to))
  return {
    instructions: [
      ...(isMissing ? [createTokenAccount(payer, address, mint)] : []),
      lockBond(bond, { amount, pool: new PublicKey(terms.pool), rootDeadline, freeAt }),
    ],
    ...{ from, to },
    made: [{ address, bytes: BOND_SIZE }, ...(isMissing ? [{ address: to, bytes: TOKEN_ACCOUNT_SIZE }] : [])],
  }
}

/** Takes a bond in tokens back. `amount`: what lies in its vault; `back`: the lamports of its accounts, which close. */
export async function takeBackInTokens(
  connection: Connection,
  bond: SeenBond & { mint: PublicKey },
): Promise<PayingIn & { amount: bigint; back: bigint }> {
  const { programId, address, owner, mint } = bond
  const [from, to] = [vaultAddress(programId, address, mint), associatedTokenAddress(owner, mint)]
  const [vault = null, held = null, own = null] = await connection.getMultipleAccountsInfo(
    [from, address, to],
    'confirmed',
  )
  return {
    instructions: await takeBack(connection, bond),
    ...{ from, to, amount: tokensIn(vault), back: BigInt((vault?.lamports ?? 0) + (held?.lamports ?? 0)) },
    made: isTokenAccount(own) ? [] : [{ address: to, bytes: TOKEN_ACCOUNT_SIZE }],
  }
}
