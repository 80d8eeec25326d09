import { type Connection, PublicKey } from '@solana/web3.js'
import bs58 from 'bs58'
import { openBrowserKey } from '@/chain/wallets/browser-key'
import { Sentence } from '../failures'
import { type Payer, signingPayer } from '../payer'

/** A key that is kept in this page's memory and nowhere else. `secret` is what wallets and command lines import. */
export type MemoryKey = { payer: Payer; secret: string; pasted: boolean }

async function opened(connection: Connection, seed: Uint8Array, pasted: boolean): Promise<MemoryKey> {
  try {
    const { address, sign } = await openBrowserKey(seed)
    const payer = signingPayer(connection, { address: new PublicKey(address), sign })
    return { payer, pasted, secret: bs58.encode(Uint8Array.from([...seed, ...address])) }
  } catch {
    throw new Sentence(
      'This browser cannot sign with such keys here. Open the file itself or over https, in a browser of 2025 or later.',
    )
  }
}

/** A new key, which holds nothing yet. */
export const makeKey = (connection: Connection): Promise<MemoryKey> =>
  opened(connection, crypto.getRandomValues(new Uint8Array(32)), false)

/** The key that somebody pasted: 64 numbers as key files have them, or base58 as wallets show it. */
export async function readKey(connection: Connection, text: string): Promise<MemoryKey> {
  const bytes = bytesOf(text.trim())
  if (bytes?.length !== 64 && bytes?.length !== 32)
    throw new Sentence('This is no secret key. Paste the 64 numbers of a key file, or the secret key in base58.')
  const key = await opened(connection, bytes.slice(0, 32), true)
  if (bytes.length === 64 && bs58.encode(bytes.slice(32)) !== key.payer.address.toBase58())
    throw new Sentence('The two halves of this key do not belong together. Copy it again.')
  return key
}

function bytesOf(text: string): Uint8Array | undefined {
  if (!text.startsWith('[')) return bs58.decodeUnsafe(text)
  try {
    const numbers: unknown = JSON.parse(text)
    return Array.isArray(numbers) ? Uint8Array.from(numbers as number[]) : undefined
  } catch {
    return undefined
  }
}
