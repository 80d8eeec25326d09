import { createPublicKey, verify } from 'node:crypto'

/** y coordinates of the points of small order, little-endian hex without the sign bit: under such a key anything verifies. */
const SMALL_ORDER = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
])

/** Whether a signature of 64 bytes over a message verifies under an Ed25519 key of 32 bytes. Malformed input is simply no. */
export function verifiesEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false
  const y = Buffer.from(publicKey)
  y[31] = y[31]! & 0x7f
  if (SMALL_ORDER.has(y.toString('hex'))) return false
  const x = Buffer.from(publicKey).toString('base64url')
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  // OpenSSL refuses S >= L, so a signature cannot be bent into a second one.
  return verify(null, message, key, signature)
}
