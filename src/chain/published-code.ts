import { sha256 } from '@/kit/digest'

/** Compares code on the chain with a published binary, byte for byte; the loader may have padded it with zeros, and nothing else. */
export function compareCode(code: Uint8Array, published: Uint8Array): { same: boolean; hash: string } {
  const isPadding = code.length >= published.length && code.subarray(published.length).every((byte) => byte === 0)
  const own = isPadding ? code.subarray(0, published.length) : withoutZeros(code)
  return { same: Buffer.from(own).equals(Buffer.from(published)), hash: sha256(own).toString('hex') }
}

function withoutZeros(code: Uint8Array): Uint8Array {
  const last = code.findLastIndex((byte) => byte !== 0)
  return code.subarray(0, last + 1)
}
