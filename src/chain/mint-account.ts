import { MINT_SIZE, MintLayout, TOKEN_2022_PROGRAM_ID } from '@solana/spl-token'
import { type Connection, PublicKey } from '@solana/web3.js'
import bs58 from 'bs58'
import { TOKEN_PROGRAM_ID } from './programs'

/** A token as its mint account describes it. `classic` is the token program that raises use. */
export type MintAccount = {
  address: string
  program: 'classic' | 'token-2022'
  decimals: number
  /** Base units in existence. */
  supply: bigint
  /** Who can make more; null for nobody. */
  mintAuthority: string | null
  /** Who can freeze balances; null for nobody. */
  freezeAuthority: string | null
}

/** The mint in an account's data; null when the account is no initialised mint of a token program. */
export function decodeMint(address: string, owner: PublicKey, data: Uint8Array): MintAccount | null {
  const classic = owner.equals(TOKEN_PROGRAM_ID)
  if (!classic && !owner.equals(TOKEN_2022_PROGRAM_ID)) return null
  if (classic ? data.length !== MINT_SIZE : data.length < MINT_SIZE) return null
  const mint = MintLayout.decode(data.subarray(0, MINT_SIZE))
  if (!mint.isInitialized) return null
  return {
    address,
    program: classic ? 'classic' : 'token-2022',
    decimals: mint.decimals,
    supply: mint.supply,
    mintAuthority: mint.mintAuthorityOption ? mint.mintAuthority.toBase58() : null,
    freezeAuthority: mint.freezeAuthorityOption ? mint.freezeAuthority.toBase58() : null,
  }
}

/** Reads a token from finalized state; null when there is none at this address. Throws when the node does not answer. */
export async function readMint(connection: Connection, address: string): Promise<MintAccount | null> {
  const key = bs58.decodeUnsafe(address)
  if (key?.length !== 32) return null
  const account = await connection.getAccountInfo(new PublicKey(key), 'finalized')
  return account && decodeMint(address, account.owner, account.data)
}
