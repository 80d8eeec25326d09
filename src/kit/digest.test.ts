import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from './canonical-json'
import { digestOf, leafHash } from './digest'

test('the order of keys changes nothing', () => {
  expect(canonicalJson({ b: 1, a: ['x', { d: null, c: true }] })).toBe('{"a":["x",{"c":true,"d":null}],"b":1}')
  expect(digestOf({ b: 1, a: 2 })).toBe(digestOf({ a: 2, b: 1 }))
})
test('a float and an unsafe integer are refused with their place', () => {
  expect(() => canonicalJson({ terms: { share: 0.5 } })).toThrow('$.terms.share is not a whole number that fits')
  expect(() => canonicalJson([2 ** 53])).toThrow('$[0]')
})
test('the empty leaf is the one of RFC 9162', () => {
  expect(leafHash('')).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d')
})
test('what is written can be read back', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.boolean(), fc.maxSafeInteger(), fc.constant(null))),
      (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual({ ...value })
      },
    ),
  )
})
