import { setImmediate as breathe } from 'node:timers/promises'
import { PublicKey } from '@solana/web3.js'
import bs58 from 'bs58'
import { leafHash, MerkleTree } from '@/kit/merkle'
import { distributionAddress } from './addresses'
import type { LeafKind } from './layout'
import { leafContentOf, shardsOf, totalOf } from './list'

/** Under which program and by which two keys lists are posted; base58. */
export type Poster = { programId: string; operator: string; guardian: string }

/** One line of a list: who is paid how much, base58 and base units; or of whose bond so much is taken. */
export type Line = { kind?: LeafKind; recipient: string; amount: bigint }

/** A list as it will be posted: everything about it follows from the lines, the keys and the round. */
export type PlannedList<Entry extends Line = Line> = {
  address: string
  shard: number
  /** Hex. */
  root: string
  total: bigint
  lines: readonly Entry[]
}

/** The tree of a list at an address. */
export function treeOfLines(address: string, lines: readonly Line[]): MerkleTree {
  const distribution = bs58.decode(address)
  const leaves = lines.map(({ kind = 'payout', recipient, amount }, index) =>
    leafHash(leafContentOf(distribution, { kind, index, recipient: bs58.decode(recipient), amount })),
  )
  return MerkleTree.over(leaves)
}

/**
 * Divides lines into lists of at most 8,192, in their order. The same lines always make the same lists. Between two lists everybody
 * else has a turn: 90,000 lines keep the process busy for a second.
 */
export async function planLists<Entry extends Line>(
  poster: Poster,
  round: Uint8Array,
  lines: readonly Entry[],
): Promise<PlannedList<Entry>[]> {
  const lists: PlannedList<Entry>[] = []
  for (const [shard, part] of shardsOf(lines).entries()) {
    lists.push(planList(poster, round, shard, part))
    await breathe()
  }
  return lists
}

function planList<Entry extends Line>(
  poster: Poster,
  round: Uint8Array,
  shard: number,
  lines: readonly Entry[],
): PlannedList<Entry> {
  const address = addressOf(poster, round, shard)
  const root = Buffer.from(treeOfLines(address, lines).root).toString('hex')
  return { address, shard, root, total: totalOf(lines), lines }
}

/** The shard of the list that pays out what bonds have lost: far from the others, which count from 0. */
const LOST_BONDS = 0x7fff_ffff

/** Plans the list that pays out what bonds have lost. Its vault is where they go, so it can be posted when all of them are judged. */
export const planLostBonds = <Entry extends Line>(poster: Poster, round: Uint8Array, lines: readonly Entry[]) =>
  planList(poster, round, LOST_BONDS, lines)

/** Where that list lies: known before the round opens, so that bonds can name it as the only receiver of what they lose. */
export const lostBondsAddress = (poster: Poster, round: Uint8Array): string => addressOf(poster, round, LOST_BONDS)

/** Where the first list of a round lies: what bonds name before there is a list. */
export const firstListAddress = (poster: Poster, round: Uint8Array): string => addressOf(poster, round, 0)

function addressOf({ programId, operator, guardian }: Poster, round: Uint8Array, shard: number): string {
  const keys = { operator: new PublicKey(operator), guardian: new PublicKey(guardian), round, shard }
  return distributionAddress(new PublicKey(programId), keys).toBase58()
}
