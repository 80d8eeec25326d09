import type { PublicKey } from '@solana/web3.js'
import { HASH_BYTES } from '@/kit/merkle'
import { TOKEN_PROGRAM_ID } from '../programs'
import { PACKET_LIMIT } from '../transactions'
import { vaultAddress } from './addresses'
import { INSTRUCTIONS } from './layout'

/** A claim of native coin, in bytes: web3.js takes a millisecond for each transaction, this a few microseconds. */
export type NativeClaim = { index: number; amount: bigint; recipient: Uint8Array; path: readonly Uint8Array[] }

const KEY_BYTES = 32
/** Tag, amount, index. */
const ARGUMENT_BYTES = 13
/** Payer, distribution and vault before the recipients; token program and distributor after them. */
const FIXED_KEYS = 5
const SIGNATURE_BYTES = 65

const dataLength = (claim: Pick<NativeClaim, 'path'>): number => ARGUMENT_BYTES + HASH_BYTES * claim.path.length
const lengthBytes = (length: number): number => (length < 0x80 ? 1 : 2)

function instructionLength(claim: Pick<NativeClaim, 'path'>): number {
  const length = dataLength(claim)
  return 1 + 1 + INSTRUCTIONS.claim.accounts.length + lengthBytes(length) + length
}

const messageLength = (claims: readonly Pick<NativeClaim, 'path'>[], recipients = claims.length): number =>
  3 + 1 + KEY_BYTES * (FIXED_KEYS + recipients + 1) + 1 + claims.reduce((sum, one) => sum + instructionLength(one), 0)

/** How many claims a transaction takes besides the packet's size: its compute units are counted by the instruction. */
const MOST_CLAIMS = 7

/** Packs claims into as few transactions as fit, in order. */
export function packedClaims<Claim extends NativeClaim>(claims: readonly Claim[]): Claim[][] {
  const batches: Claim[][] = []
  for (const claim of claims) {
    const last = batches.at(-1)
    const fits = last && last.length < MOST_CLAIMS && SIGNATURE_BYTES + messageLength([...last, claim]) <= PACKET_LIMIT
    if (fits) last.push(claim)
    else batches.push([claim])
  }
  return batches
}

/** Writes the messages of claims of one list of native coin. */
export class ClaimWriter {
  readonly #keys: Uint8Array
  readonly #payer: Uint8Array
  readonly #programs: Uint8Array

  constructor({ programId, address, payer }: { programId: PublicKey; address: PublicKey; payer: PublicKey }) {
    const vault = vaultAddress(programId, address, null)
    this.#keys = Buffer.concat([payer.toBytes(), address.toBytes(), vault.toBytes()])
    this.#payer = payer.toBytes()
    this.#programs = Buffer.concat([TOKEN_PROGRAM_ID.toBytes(), programId.toBytes()])
  }

  /** A legacy message that only the payer signs. */
  message(claims: readonly NativeClaim[], blockhash: Uint8Array): Uint8Array {
    const [payer, distribution, vault, first] = [0, 1, 2, 3]
    // A message names each key once; the payer may be a recipient as well, and a recipient have several lines.
    const recipients: Uint8Array[] = []
    const places = claims.map(({ recipient }) => {
      if (isSame(recipient, this.#payer)) return payer
      const known = recipients.findIndex((other) => isSame(other, recipient))
      return first + (known >= 0 ? known : recipients.push(recipient) - 1)
    })
    const [tokens, program] = [first + recipients.length, first + recipients.length + 1]
    const bytes = Buffer.allocUnsafe(messageLength(claims, recipients.length))
    let at = append(bytes, 0, [1, 0, 2, FIXED_KEYS + recipients.length])
    for (const part of [this.#keys, ...recipients, this.#programs, blockhash]) at = append(bytes, at, part)
    at = append(bytes, at, [claims.length])
    for (const [order, claim] of claims.entries()) {
      const recipient = places[order]!
      at = append(bytes, at, [program, 5, distribution, vault, recipient, recipient, tokens])
      at = appendData(bytes, at, claim)
    }
    return bytes
  }
}

const isSame = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0

function append(bytes: Buffer, at: number, part: ArrayLike<number>): number {
  bytes.set(part, at)
  return at + part.length
}

function appendData(bytes: Buffer, start: number, claim: NativeClaim): number {
  const length = dataLength(claim)
  let at = append(bytes, start, length < 0x80 ? [length] : [(length & 0x7f) | 0x80, length >> 7])
  at = append(bytes, at, [INSTRUCTIONS.claim.tag])
  at = bytes.writeBigUInt64LE(claim.amount, at)
  at = bytes.writeUInt32LE(claim.index, at)
  for (const sibling of claim.path) at = append(bytes, at, sibling)
  return at
}
