import { setImmediate as breathe } from 'node:timers/promises'
import type { PublicKey } from '@solana/web3.js'
import { leafHash, MerkleTree } from '@/kit/merkle'
import { isOnCurve } from '../wallets/address'
import { LEAF_KINDS, type LeafKind } from './layout'

/** Who is paid how much. `kind` is `payout` unless a bond is judged. */
export type ListEntry = { kind?: LeafKind; recipient: PublicKey; amount: bigint }

/** One leaf of a distribution. */
export type Leaf = ListEntry & { index: number }

const LEAF_BYTES = 77

/**
 * Lines of one list. The program takes up to 12,000, but a tree of more than 8,192 has a level more, and then only one claim fits
 * a packet instead of two: twice the signatures and twice the fees.
 */
export const LINES_MAX = 8_192

/** The same with plain bytes, for long lists. */
export type LeafBytes = { kind: LeafKind; index: number; recipient: Uint8Array; amount: bigint }

/** What is hashed as a leaf, after the domain byte: kind, distribution, index, recipient, amount. */
export function leafContentOf(distribution: Uint8Array, { kind, index, recipient, amount }: LeafBytes): Uint8Array {
  const bytes = new Uint8Array(LEAF_BYTES)
  const view = new DataView(bytes.buffer)
  bytes[0] = LEAF_KINDS.indexOf(kind)
  bytes.set(distribution, 1)
  view.setUint32(33, index, true)
  bytes.set(recipient, 37)
  view.setBigUint64(69, amount, true)
  return bytes
}

export const leafContent = (distribution: PublicKey, { kind = 'payout', recipient, ...leaf }: Leaf): Uint8Array =>
  leafContentOf(distribution.toBytes(), { kind, recipient: recipient.toBytes(), ...leaf })

/** The tree of one distribution over its entries, in their order. */
export const treeOf = (distribution: PublicKey, entries: readonly ListEntry[]): MerkleTree =>
  MerkleTree.over(entries.map((entry, index) => leafHash(leafContent(distribution, { ...entry, index }))))

/** Entries in as few trees as hold them, in their order. */
export function shardsOf<Entry>(entries: readonly Entry[]): Entry[][] {
  const count = Math.ceil(entries.length / LINES_MAX)
  return Array.from({ length: count }, (_, shard) => entries.slice(shard * LINES_MAX, (shard + 1) * LINES_MAX))
}

/** What payouts of a list add up to. */
export const totalOf = (entries: readonly Pick<ListEntry, 'kind' | 'amount'>[]): bigint =>
  entries.reduce((sum, { kind, amount }) => (kind === 'bond' ? sum : sum + amount), 0n)

/** Looking whether an address is a point of the curve takes a tenth of a millisecond or more: so many at once, then others have a turn. */
const LOOKED_AT_ONCE = 256

/**
 * Why a list cannot be posted; null when it can. A payout to an address that no key signs for could never be spent. `proven` are
 * recipients with whose keys somebody signed: they need no arithmetic, which for 90,000 takes ten seconds.
 */
export async function listProblem(
  lines: readonly { recipient: string; amount: bigint }[],
  proven: { has: (recipient: string) => boolean } = new Set(),
): Promise<string | null> {
  let looked = 0
  for (const [index, { recipient, amount }] of lines.entries()) {
    if (amount <= 0n) return `line ${index}: ${amount} is no amount`
    if (proven.has(recipient)) continue
    if (!isOnCurve(recipient)) return `line ${index}: ${recipient} is no wallet`
    looked += 1
    if (looked % LOOKED_AT_ONCE === 0) await breathe()
  }
  return null
}
