import { createPrivateKey, createPublicKey, randomBytes, sign } from 'node:crypto'
import bs58 from 'bs58'

/** A wallet in the test's own memory. */
export type TestWallet = { address: string; seed: Uint8Array; sign: (text: string) => string }

/** The DER prefix of an Ed25519 private key in PKCS#8; the 32-byte seed follows. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')

/** A fresh wallet, or the one of a seed; `sign` gives the base58 signature over a text. */
export function testWallet(seed: Uint8Array = randomBytes(32)): TestWallet {
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(privateKey).export({ format: 'jwk' }).x ?? ''
  const address = bs58.encode(Buffer.from(publicKey, 'base64url'))
  return { address, seed, sign: (text) => bs58.encode(sign(null, Buffer.from(text, 'utf8'), privateKey)) }
}
