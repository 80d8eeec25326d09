import { MINUTE } from '@/kit/time'

/** A text to sign is good for this long. */
export const INTENT_LIFETIME_MS = 5 * MINUTE

const STATEMENT = {
  sign_in: 'Sign in to Flotilla. This moves no money and costs nothing.',
  link: 'Link this wallet to the Flotilla account that is signed in. This moves no money and costs nothing.',
} as const

export type SignInPurpose = keyof typeof STATEMENT

/** Everything that a sign-in text says. All of it comes from the server: the client chooses the address alone. */
export type SignInFacts = {
  purpose: SignInPurpose
  /** Host and port of the site, as the browser shows it. */
  domain: string
  uri: string
  address: string
  /** `koii:mainnet`, `solana:localnet`. */
  chainId: string
  nonce: string
  issuedAt: Date
  expiresAt: Date
}

/**
 * The text of Sign-In With Solana (the ABNF of EIP-4361 with Solana's first line).
 * Throws on a line break in any part: it would let a part pose as a later line, for example a second URI or Nonce.
 */
export function signInText(facts: SignInFacts): string {
  const { purpose, domain, uri, address, chainId, nonce } = facts
  for (const part of [domain, uri, address, chainId, nonce]) {
    if (!/^[\x21-\x7e]+$/.test(part)) throw new Error('a part of a sign-in text has a space, a line break or is empty')
  }
  return [
    `${domain} wants you to sign in with your Solana account:`,
    address,
    '',
    STATEMENT[purpose],
    '',
    `URI: ${uri}`,
    'Version: 1',
    `Chain ID: ${chainId}`,
    `Nonce: ${nonce}`,
    `Issued At: ${facts.issuedAt.toISOString()}`,
    `Expiration Time: ${facts.expiresAt.toISOString()}`,
  ].join('\n')
}

/** The name of a network inside a sign-in text. */
export const CHAIN_IDS = {
  local: 'solana:localnet',
  'k2-mainnet': 'koii:mainnet',
  'k2-testnet': 'koii:testnet',
  'solana-devnet': 'solana:devnet',
} as const
