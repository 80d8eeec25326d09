import { generateKeyPairSync, sign } from 'node:crypto'
import bs58 from 'bs58'

/** A wallet in the test's own memory. */
export type TestWallet = { address: string; seed: Uint8Array; sign: (text: string) => string }

/** A fresh wallet; `sign` gives the base58 signature over a text. */
export function testWallet(): TestWallet {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const address = bs58.encode(Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url'))
  const seed = Uint8Array.from(Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url'))
  return { address, seed, sign: (text) => bs58.encode(sign(null, Buffer.from(text, 'utf8'), privateKey)) }
}
