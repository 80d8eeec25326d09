import { PublicKey } from '@solana/web3.js'
import { describe, expect, test } from 'vitest'
import { RAISE_PROGRAM_IDS } from '../programs'
import { AccountFormatError, decodePosition, decodeRaise, isTombstone, tombstoneOf } from './accounts'
import { encodeFields } from './codec'
import { RAISE_ERROR_LIST, raiseErrorOf } from './errors'
import { INSTRUCTIONS } from './instruction-table'
import { createRaise, openRaise } from './instructions'
import {
  offsetOf,
  POSITION_FIELDS,
  POSITION_SIZE,
  RAISE_FIELDS,
  RAISE_SIZE,
  sizeOf,
  TRANCHE_FIELDS,
  widthOf,
} from './layout'

const key = (seed: number) => new PublicKey(new Uint8Array(32).fill(seed))
const ascii = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))
const programId = RAISE_PROGRAM_IDS.local!

const position = {
  discriminator: ascii('FLPOSIT1'),
  version: 1,
  bump: 254,
  excessPaid: true,
  unwound: false,
  termsVersion: 3,
  raise: key(7),
  investor: key(8),
  committed: 2n ** 64n - 1n,
  fresh: 5n,
  freshUntil: -1n,
  accepted: 0n,
  returned: 1n,
  delivered: 2n,
  deposit: 3n,
  sequence: 4n,
}

describe('the layout', () => {
  test.each([
    ['Raise', RAISE_FIELDS, RAISE_SIZE],
    ['Position', POSITION_FIELDS, POSITION_SIZE],
    ['Tranche', TRANCHE_FIELDS, sizeOf(TRANCHE_FIELDS)],
  ])('every field of %s lies where its C type may lie', (_, fields, size) => {
    let offset = 0
    for (const { type } of fields) {
      expect(offset % Math.min(8, widthOf(type))).toBe(0)
      offset += widthOf(type)
    }
    expect(size % 8).toBe(0)
  })

  test('tags and error codes are used once', () => {
    const tags = Object.values(INSTRUCTIONS).map(({ tag }) => tag)
    expect(new Set(tags).size).toBe(tags.length)
    expect(new Set(RAISE_ERROR_LIST.map(({ code }) => code)).size).toBe(RAISE_ERROR_LIST.length)
  })

  test('a code is told apart from a code that the program does not have', () => {
    expect(raiseErrorOf(6_020)?.name).toBe('WrongState')
    expect(raiseErrorOf(1)).toBeNull()
  })
})

describe('reading accounts', () => {
  const data = encodeFields(POSITION_FIELDS, position)

  test('a position comes back as it was written', () => {
    const { discriminator: _, ...expected } = position
    expect(decodePosition(data)).toEqual(expected)
    expect(offsetOf(POSITION_FIELDS, 'investor')).toBe(48)
  })

  test('another length, kind or version is refused', () => {
    expect(() => decodePosition(data.subarray(0, 143))).toThrow(AccountFormatError)
    expect(() => decodeRaise(data)).toThrow('a raise has 776 bytes, not 144')
    expect(() => decodePosition(data.with(8, 2))).toThrow('position of version 2, not 1')
    expect(() => decodePosition(data.with(0, 0))).toThrow('these bytes are not a position')
    expect(
      ['FLCLOSE0', 'FLCLOSE8', 'FLCLOSE9', 'FLCLOSE/', 'FLCLOSED'].map((text) => tombstoneOf(ascii(text))),
    ).toEqual([...[0, 8, null, null, null]])
    expect(isTombstone(data)).toBe(false)
  })
})

describe('building instructions', () => {
  const terms = {
    programId,
    issuer: key(1),
    guardian: key(2),
    cosigner: key(3),
    approverA: key(4),
    approverB: key(5),
    feeWallet: key(6),
    paymentMint: null,
    saleMint: key(9),
    id: new Uint8Array(32).fill(1),
    termsHash: new Uint8Array(32).fill(2),
    minimum: 1n,
    cap: 2n,
    tokensAtCap: 3n,
    positionMinimum: 4n,
    positionMaximum: 5n,
    opensAt: 6n,
    closesAt: 7n,
    withdrawUntil: 8n,
    reflectionSeconds: 9,
    confirmSeconds: 10,
    vestingCliff: 11,
    vestingDuration: 12,
    feeBps: 13,
    oversubscription: true,
    audience: 'operators' as const,
    tranches: [{ bps: 10_000, notBefore: 14n, approveBy: 0n }],
  }

  test('create carries its fields, then its tranches', () => {
    const { data, keys } = createRaise(terms)
    expect(data.length).toBe(1 + sizeOf(INSTRUCTIONS.create.fields) + 18)
    expect(data[0]).toBe(0)
    expect(keys.map(({ isSigner }) => isSigner)).toEqual([true, true, false, false, false, false, false])
  })

  test('an amount that does not fit is refused, never wrapped', () => {
    expect(() => createRaise({ ...terms, cap: 2n ** 64n })).toThrow(RangeError)
    expect(() => createRaise({ ...terms, minimum: -1n })).toThrow(RangeError)
    expect(() => createRaise({ ...terms, feeBps: 65_536 })).toThrow(RangeError)
  })

  test('open passes the raise and its sale vault', () => {
    const { keys } = openRaise({ programId, address: key(1), paymentMint: null, saleMint: key(9) })
    expect(keys.map(({ isWritable }) => isWritable)).toEqual([true, false])
  })
})
