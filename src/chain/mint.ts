import {
  AuthorityType,
  createInitializeMintInstruction,
  createMintToInstruction,
  createSetAuthorityInstruction,
  MINT_SIZE,
} from '@solana/spl-token'
import { type PublicKey, SystemProgram, type TransactionInstruction } from '@solana/web3.js'
import { toSafeInteger } from '@/kit/integer'
import type { MintAccount } from './mint-account'
import { TOKEN_PROGRAM_ID } from './programs'
import { associatedTokenAddress } from './raise/addresses'
import { createTokenAccount } from './raise/instructions'

/** One thing to know about a token that is to be sold. `stops`: a raise cannot sell it. */
export type MintFinding = { level: 'good' | 'risk' | 'stops'; text: string }

/** What a mint's state means for investors, in words. */
export function saleMintFindings(mint: MintAccount): MintFinding[] {
  return [
    mint.program === 'classic'
      ? { level: 'good', text: 'It is a token of the classic token program.' }
      : { level: 'stops', text: 'It belongs to the newer token program, which raises do not take.' },
    mint.freezeAuthority
      ? { level: 'stops', text: `${mint.freezeAuthority} can freeze holders. A raise cannot sell such a token.` }
      : { level: 'good', text: 'Nobody can freeze it.' },
    mint.mintAuthority
      ? { level: 'risk', text: `${mint.mintAuthority} can make more of it at any time.` }
      : { level: 'good', text: 'Its supply is fixed: nobody can make more.' },
  ]
}

export type NewMint = {
  owner: PublicKey
  mint: PublicKey
  decimals: number
  /** Base units; all of them go to the owner's associated token account. */
  supply: bigint
  /** Rent minimum of a mint, in lamports. */
  rent: bigint
}

/** Makes a token of fixed supply in one transaction: nobody can freeze it, and nobody can make more once it has run. */
export function createFixedSupplyMint({ owner, mint, decimals, supply, rent }: NewMint): TransactionInstruction[] {
  return [
    SystemProgram.createAccount({
      fromPubkey: owner,
      newAccountPubkey: mint,
      lamports: toSafeInteger(rent),
      space: MINT_SIZE,
      programId: TOKEN_PROGRAM_ID,
    }),
    createInitializeMintInstruction(mint, decimals, owner, null),
    createTokenAccount(owner, owner, mint),
    createMintToInstruction(mint, associatedTokenAddress(owner, mint), owner, supply),
    createSetAuthorityInstruction(mint, owner, AuthorityType.MintTokens, null),
  ]
}
