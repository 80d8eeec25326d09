import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { sha256 } from '@/kit/digest'

/** Bytes under a data key of their own; the data key is wrapped by the installation's key that `keyId` names. */
export type Sealed = { ciphertext: Uint8Array<ArrayBuffer>; wrappedKey: Uint8Array<ArrayBuffer>; keyId: string }

const IV_BYTES = 12
const TAG_BYTES = 16

/** The keys that wrap data keys: `current` for new ones, retired ones to open old ones until these are wrapped anew. */
export type KeyRing = { current: string; keys: ReadonlyMap<string, Buffer> }

const keyName = (key: Buffer): string => sha256(key).toString('hex').slice(0, 16)

/** Reads DOCUMENT_KEY and the comma-separated DOCUMENT_KEYS_RETIRED: 32 bytes each, base64. */
export function keyRing(environment: Record<string, string | undefined> = process.env): KeyRing {
  const texts = [
    environment.DOCUMENT_KEY ?? '',
    ...(environment.DOCUMENT_KEYS_RETIRED ?? '').split(',').filter(Boolean),
  ]
  const keys = texts.map((text) => Buffer.from(text.trim(), 'base64'))
  if (keys.some((key) => key.length !== 32)) throw new Error('DOCUMENT_KEY must be 32 bytes in base64')
  return { current: keyName(keys[0]!), keys: new Map(keys.map((key) => [keyName(key), key])) }
}

/** Encrypts bytes with a fresh data key. `context` is bound to both layers: the same text must be given to open them. */
export function seal(plaintext: Uint8Array, context: string, ring: KeyRing = keyRing()): Sealed {
  const dataKey = randomBytes(32)
  return {
    ciphertext: encrypt(dataKey, plaintext, context),
    wrappedKey: encrypt(wrappingKey(ring, ring.current), dataKey, `key:${context}`),
    keyId: ring.current,
  }
}

/** Decrypts; throws when a byte, the context or the key is another one. */
export function unseal(sealed: Sealed, context: string, ring: KeyRing = keyRing()): Buffer {
  return decrypt(unwrap(sealed, context, ring), sealed.ciphertext, context)
}

/** Wraps the data key with the current key; the ciphertext stays as it is. */
export function rewrap(
  sealed: Pick<Sealed, 'wrappedKey' | 'keyId'>,
  context: string,
  ring: KeyRing = keyRing(),
): Pick<Sealed, 'wrappedKey' | 'keyId'> {
  const dataKey = unwrap(sealed, context, ring)
  return { wrappedKey: encrypt(wrappingKey(ring, ring.current), dataKey, `key:${context}`), keyId: ring.current }
}

/** A fresh data key, wrapped by the current key. */
export const newWrappedKey = (context: string, ring: KeyRing): Uint8Array<ArrayBuffer> =>
  encrypt(wrappingKey(ring, ring.current), randomBytes(32), context)

/** Opens a wrapped data key. */
export const unwrapKey = (
  { wrappedKey, keyId }: { wrappedKey: Uint8Array; keyId: string },
  context: string,
  ring: KeyRing,
): Buffer => decrypt(wrappingKey(ring, keyId), wrappedKey, context)

/** The same data key, wrapped by the current key. */
export const rewrapKey = (
  wrapped: { wrappedKey: Uint8Array; keyId: string },
  context: string,
  ring: KeyRing,
): Pick<Sealed, 'wrappedKey' | 'keyId'> => ({
  wrappedKey: encrypt(wrappingKey(ring, ring.current), unwrapKey(wrapped, context, ring), context),
  keyId: ring.current,
})

const unwrap = ({ wrappedKey, keyId }: Pick<Sealed, 'wrappedKey' | 'keyId'>, context: string, ring: KeyRing): Buffer =>
  decrypt(wrappingKey(ring, keyId), wrappedKey, `key:${context}`)

function wrappingKey(ring: KeyRing, keyId: string): Buffer {
  const key = ring.keys.get(keyId)
  if (!key) throw new Error(`the key ${keyId} is not among DOCUMENT_KEY and DOCUMENT_KEYS_RETIRED`)
  return key
}

/** AES-256-GCM as iv | tag | ciphertext. The IV is random: a data key may encrypt 2^32 values before two could be expected to meet. */
export function encrypt(key: Buffer, plaintext: Uint8Array, context: string): Uint8Array<ArrayBuffer> {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(context))
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()])
  return new Uint8Array(Buffer.concat([iv, cipher.getAuthTag(), body]))
}

/** Opens what `encrypt` made; throws when a byte, the key or the context is another one. */
export function decrypt(key: Buffer, sealed: Uint8Array, context: string): Buffer {
  const iv = sealed.subarray(0, IV_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
  const plaintext = decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES))
  // GCM leaves nothing for the end but the check of the tag, which throws.
  decipher.final()
  return plaintext
}
