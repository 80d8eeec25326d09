import { PublicKey } from '@solana/web3.js'

/** The networks that the product knows; `local` is the chain that `npm start` brings up. */
export const NETWORKS = ['local', 'k2-mainnet', 'k2-testnet', 'solana-devnet'] as const
export type Network = (typeof NETWORKS)[number]

export const TOKEN_PROGRAM_ID = new PublicKey('TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA')
export const ASSOCIATED_TOKEN_PROGRAM_ID = new PublicKey('ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL')

/** 32 zero bytes: the System program, and in a raise the mark of native payment. */
export const SYSTEM_PROGRAM_ID = new PublicKey('11111111111111111111111111111111')

/** Native coin wrapped as a token. The raise program refuses it. */
export const WRAPPED_NATIVE_MINT = new PublicKey('So11111111111111111111111111111111111111112')

/**
 * Where the raise program lives. On `local` it is put at this address directly, off the curve, so nobody has a key for it.
 * Null: not deployed there; RAISE_PROGRAM_ID names it once it is.
 */
export const RAISE_PROGRAM_IDS: Record<Network, PublicKey | null> = {
  local: new PublicKey('F1oti11aRaise1111111111111111111111111111111'),
  'k2-mainnet': null,
  'k2-testnet': null,
  'solana-devnet': null,
}

/** Where the distributor program lives, by the same rules; DISTRIBUTOR_PROGRAM_ID names it where this says null. */
export const DISTRIBUTOR_PROGRAM_IDS: Record<Network, PublicKey | null> = {
  local: new PublicKey('F1oti11aDistribution111111111111111111111111'),
  'k2-mainnet': null,
  'k2-testnet': null,
  'solana-devnet': null,
}
