import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keyRing, rewrap, seal, unseal } from './envelope'

const oldKey = randomBytes(32).toString('base64')
const newKey = randomBytes(32).toString('base64')
const first = keyRing({ DOCUMENT_KEY: oldKey })
const rotated = keyRing({ DOCUMENT_KEY: newKey, DOCUMENT_KEYS_RETIRED: oldKey })

describe('sealed bytes', () => {
  test('open with the same key and context', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), (bytes, context) => {
        expect([...unseal(seal(bytes, context, first), context, first)]).toEqual([...bytes])
      }),
    )
  })

  test('do not open when one bit differs, or for another row', () => {
    const sealed = seal(Buffer.from('passport'), 'document:1', first)
    fc.assert(
      fc.property(fc.nat(sealed.ciphertext.length - 1), fc.nat(7), (at, bit) => {
        const ciphertext = Uint8Array.from(sealed.ciphertext)
        ciphertext[at] = ciphertext[at]! ^ (1 << bit)
        expect(() => unseal({ ...sealed, ciphertext }, 'document:1', first)).toThrow()
      }),
    )
    expect(() => unseal(sealed, 'document:2', first)).toThrow()
  })

  test('survive a rotation: the data key is wrapped anew, the old key can go', () => {
    const sealed = seal(Buffer.from('passport'), 'document:1', first)
    expect(unseal(sealed, 'document:1', rotated).toString()).toBe('passport')
    const renewed = { ...sealed, ...rewrap(sealed, 'document:1', rotated) }
    expect(unseal(renewed, 'document:1', keyRing({ DOCUMENT_KEY: newKey })).toString()).toBe('passport')
    expect(() => unseal(sealed, 'document:1', keyRing({ DOCUMENT_KEY: newKey }))).toThrow(/not among/)
  })

  test('need a key of 32 bytes', () => {
    expect(() => keyRing({})).toThrow(/32 bytes/)
    expect(() => keyRing({ DOCUMENT_KEY: 'c2hvcnQ=' })).toThrow(/32 bytes/)
  })
})
