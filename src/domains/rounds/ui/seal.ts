import { canonicalJson } from '@/kit/canonical-json'
import { toSafeInteger } from '@/kit/integer'
import type { Sealed } from '../rules/statements'
import { writtenContent } from '../rules/written-content'

const hex = (bytes: ArrayBuffer | Uint8Array): string =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('')

const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(text.match(/../g) ?? [], (pair) => toSafeInteger(BigInt(`0x${pair}`)))

/** SHA-256 of a text, hex, in a browser. */
export const hashOf = async (text: string): Promise<string> =>
  hex(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))

/** SHA-256 of a file, hex; the file stays in the browser. */
export const hashOfFile = async (file: Blob): Promise<string> =>
  hex(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))

/** 32 random bytes, hex. */
export const newSalt = (): string => hex(crypto.getRandomValues(new Uint8Array(32)))

/** The same as `commitOf` of the rules, in a browser: what binds a judgement before anybody sees it. */
export async function sealOf({ content, ...sealed }: Sealed, salt: string): Promise<string> {
  const text = new TextEncoder().encode(canonicalJson({ ...sealed, content: writtenContent(content) }))
  const end = bytesOf(salt)
  const whole = new Uint8Array(text.length + end.length)
  whole.set(text)
  whole.set(end, text.length)
  return hex(await crypto.subtle.digest('SHA-256', whole))
}
