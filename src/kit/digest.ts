import { createHash } from 'node:crypto'
import { type CanonicalValue, canonicalJson } from './canonical-json'

/** SHA-256 of bytes or UTF-8 text. */
export const sha256 = (data: string | Uint8Array): Buffer => createHash('sha256').update(data).digest()

/** SHA-256 of a value's canonical JSON, hex: how terms, sheets and lists are named. */
export const digestOf = (value: CanonicalValue): string => sha256(canonicalJson(value)).toString('hex')

/** Leaf hash of RFC 9162: SHA-256(0x00 | body), hex. */
export const leafHash = (body: string): string =>
  sha256(Buffer.concat([Buffer.from([0]), Buffer.from(body, 'utf8')])).toString('hex')

/**
 * A commitment to a value: SHA-256 over a salt that stays secret and the value's canonical JSON, hex. Whoever has both can check it;
 * without the salt it says nothing.
 */
export const commitment = (salt: string | null, value: CanonicalValue): string =>
  sha256(`${salt ?? ''}:${canonicalJson(value)}`).toString('hex')
