import { type AccountInfo, PublicKey } from '@solana/web3.js'
import { TOKEN_PROGRAM_ID } from './programs'

/** A token account of the classic token program. */
export type TokenAccount = { mint: PublicKey; owner: PublicKey; amount: bigint; frozen: boolean }

type Account = Pick<AccountInfo<Uint8Array>, 'owner' | 'data'>

/** Bytes of a token account. */
export const TOKEN_ACCOUNT_SIZE = 165
/** The account of the classic token program: mint, owner and amount stand first, the state behind an optional delegate. */
const [OWNER_AT, AMOUNT_AT, STATE_AT] = [32, 64, 108]
const [UNINITIALISED, FROZEN] = [0, 2]

/** Reads a token account; null for anything else. The page that refunds without us reads it too, so no package is needed. */
export function tokenAccountOf(account: Account | null): TokenAccount | null {
  if (!account?.owner.equals(TOKEN_PROGRAM_ID) || account.data.length !== TOKEN_ACCOUNT_SIZE) return null
  const { data } = account
  if (data[STATE_AT] === UNINITIALISED) return null
  return {
    mint: new PublicKey(data.slice(0, OWNER_AT)),
    owner: new PublicKey(data.slice(OWNER_AT, AMOUNT_AT)),
    amount: new DataView(data.buffer, data.byteOffset).getBigUint64(AMOUNT_AT, true),
    frozen: data[STATE_AT] === FROZEN,
  }
}

/** Whether a token account is there. Coins that somebody sent to its address make none. */
export const isTokenAccount = (account: Account | null): boolean => tokenAccountOf(account) !== null

/** What a token account holds; 0 for one that does not exist. */
export const tokensIn = (account: Account | null): bigint => tokenAccountOf(account)?.amount ?? 0n
