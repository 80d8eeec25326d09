import { createPublicKey, verify } from 'node:crypto'
import { PublicKey } from '@solana/web3.js'
import { SIGNATURE_BYTES } from './transactions'

/** The DER prefix of an Ed25519 public key; its 32 bytes follow. */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

/** Whether these 64 bytes are this key's signature over exactly this message. */
export function isSignedBy(message: Uint8Array, publicKey: string, signature: Uint8Array): boolean {
  if (signature.length !== SIGNATURE_BYTES) return false
  const der = Buffer.concat([SPKI_PREFIX, new PublicKey(publicKey).toBytes()])
  return verify(null, message, createPublicKey({ key: der, format: 'der', type: 'spki' }), signature)
}
