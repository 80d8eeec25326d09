import { AccountLayout, AccountState } from '@solana/spl-token'
import type { AccountInfo, PublicKey } from '@solana/web3.js'
import { TOKEN_PROGRAM_ID } from './programs'

/** A token account of the classic token program. */
export type TokenAccount = { mint: PublicKey; owner: PublicKey; amount: bigint; frozen: boolean }

type Account = Pick<AccountInfo<Uint8Array>, 'owner' | 'data'>

/** Reads a token account; null for anything else. */
export function tokenAccountOf(account: Account | null): TokenAccount | null {
  if (!account?.owner.equals(TOKEN_PROGRAM_ID) || account.data.length !== AccountLayout.span) return null
  const { mint, owner, amount, state } = AccountLayout.decode(account.data)
  if (state === AccountState.Uninitialized) return null
  return { mint, owner, amount, frozen: state === AccountState.Frozen }
}

/** What a token account holds; 0 for one that does not exist. */
export const tokensIn = (account: Account | null): bigint => tokenAccountOf(account)?.amount ?? 0n
