import { hash } from 'node:crypto'

/** Bytes of a hash. */
export const HASH_BYTES = 32

/** The bytes that set leaves and inner nodes apart. RFC 9162 has 0 and 1. */
export type Domains = { readonly leaf: number; readonly node: number }

export const RFC_9162: Domains = { leaf: 0, node: 1 }

const sha256 = (bytes: Uint8Array) => hash('sha256', bytes, 'buffer')

/** SHA-256 of the domain byte and the leaf's content. */
export const leafHash = (content: Uint8Array, { leaf }: Domains = RFC_9162): Uint8Array =>
  sha256(Buffer.concat([Uint8Array.of(leaf), content]))

/** SHA-256 of the domain byte and both children. */
export const nodeHash = (left: Uint8Array, right: Uint8Array, { node }: Domains = RFC_9162): Uint8Array =>
  sha256(Buffer.concat([Uint8Array.of(node), left, right]))

/** The root of a tree without leaves: SHA-256 of nothing. */
export const EMPTY_ROOT: Uint8Array = sha256(new Uint8Array())

/** A tree of RFC 9162 over leaf hashes, all levels kept: a root and any path cost nothing more. */
export class MerkleTree {
  /** Level 0 holds the leaf hashes, one after another; the last level is the root. */
  readonly #levels: Buffer[]
  readonly count: number

  private constructor(levels: Buffer[], count: number) {
    this.#levels = levels
    this.count = count
  }

  /** Builds the tree over hashes of leaves (`leafHash`), in their order. */
  static over(leafHashes: readonly Uint8Array[], domains: Domains = RFC_9162): MerkleTree {
    const levels: Buffer[] = [Buffer.concat(leafHashes)]
    if (levels[0]!.length !== leafHashes.length * HASH_BYTES) throw new RangeError('a leaf hash has 32 bytes')
    while (levels.at(-1)!.length > HASH_BYTES) levels.push(levelAbove(levels.at(-1)!, domains))
    return new MerkleTree(levels, leafHashes.length)
  }

  get root(): Uint8Array {
    return this.count === 0 ? EMPTY_ROOT : Uint8Array.from(this.#levels.at(-1)!)
  }

  /**
   * The siblings from a leaf up to the root, nearest first: views into the tree, not copies. Throws a RangeError for a leaf that
   * is not there.
   */
  path(index: number): Uint8Array[] {
    if (!Number.isInteger(index) || index < 0 || index >= this.count) throw new RangeError(`there is no leaf ${index}`)
    const path: Uint8Array[] = []
    let place = index
    for (const level of this.#levels.slice(0, -1)) {
      const sibling = hashAt(level, place ^ 1)
      // A last node without a sibling rises as it is.
      if (sibling.length > 0) path.push(sibling)
      place >>= 1
    }
    return path
  }
}

const hashAt = (level: Buffer, index: number): Buffer => level.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES)

function levelAbove(level: Buffer, { node }: Domains): Buffer {
  const count = level.length / HASH_BYTES
  const above = Buffer.alloc(Math.ceil(count / 2) * HASH_BYTES)
  const pair = Buffer.alloc(1 + 2 * HASH_BYTES)
  pair[0] = node
  for (let place = 0; place < count; place += 2) {
    const from = place * HASH_BYTES
    if (place + 1 === count) level.copy(above, from / 2, from)
    else {
      level.copy(pair, 1, from, from + 2 * HASH_BYTES)
      sha256(pair).copy(above, from / 2)
    }
  }
  return above
}

/** Where a leaf stands, and the way up. */
export type Proof = { index: number; count: number; path: readonly Uint8Array[] }

/**
 * The root that this path leads to from a leaf hash; null when the path is not exactly as long as index and count demand
 * (RFC 9162, 2.1.3.2).
 */
export function rootFrom(leaf: Uint8Array, { index, count, path }: Proof, domains = RFC_9162): Uint8Array | null {
  if (!Number.isInteger(index) || index < 0 || index >= count) return null
  let place = index
  let last = count - 1
  let node = leaf
  for (const sibling of path) {
    if (last === 0) return null
    if (place % 2 === 1 || place === last) {
      node = nodeHash(sibling, node, domains)
      while (place % 2 === 0 && place !== 0) {
        place >>= 1
        last >>= 1
      }
    } else node = nodeHash(node, sibling, domains)
    place >>= 1
    last >>= 1
  }
  return last === 0 ? node : null
}
