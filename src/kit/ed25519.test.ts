import { generateKeyPairSync, sign } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { verifiesEd25519 } from './ed25519'

const L = 2n ** 252n + 27742317777372353535851937790883648493n
const pair = () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return { key: Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url'), privateKey }
}

describe('an Ed25519 signature', () => {
  const { key, privateKey } = pair()
  const message = Buffer.from('it moves no money')
  const signature = sign(null, message, privateKey)

  test('verifies for its key and message alone', () => {
    expect(verifiesEd25519(key, message, signature)).toBe(true)
    expect(verifiesEd25519(pair().key, message, signature)).toBe(false)
    expect(verifiesEd25519(key, Buffer.from('it moves money'), signature)).toBe(false)
  })

  test('with a bit changed does not verify', () => {
    fc.assert(
      fc.property(fc.nat(511), (bit) => {
        const bent = Buffer.from(signature)
        bent[bit >> 3] = bent[bit >> 3]! ^ (1 << (bit & 7))
        expect(verifiesEd25519(key, message, bent)).toBe(false)
      }),
    )
  })

  test('bent by the group order does not verify', () => {
    const S = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString('hex')}`)
    const more = Buffer.from((S + L).toString(16).padStart(64, '0'), 'hex').reverse()
    expect(verifiesEd25519(key, message, Buffer.concat([signature.subarray(0, 32), more]))).toBe(false)
  })

  test('under a key of small order never verifies', () => {
    // With the neutral point as key, R = neutral and S = 0 satisfy the equation for every message.
    const neutral = Buffer.alloc(32)
    neutral[0] = 1
    expect(verifiesEd25519(neutral, message, Buffer.concat([neutral, Buffer.alloc(32)]))).toBe(false)
    neutral[31] = 0x80
    expect(verifiesEd25519(neutral, message, Buffer.concat([neutral, Buffer.alloc(32)]))).toBe(false)
  })

  test('of another length, or under bytes that are no point, is simply no', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.uint8Array({ maxLength: 96 }), (anyKey, anySignature) => {
        expect(verifiesEd25519(anyKey, message, anySignature)).toBe(false)
      }),
    )
    expect(verifiesEd25519(Buffer.alloc(32, 0xff), message, signature)).toBe(false)
  })
})
