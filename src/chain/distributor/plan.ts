import { PublicKey } from '@solana/web3.js'
import type { MerkleTree } from '@/kit/merkle'
import { distributionAddress } from './addresses'
import type { LeafKind } from './layout'
import { shardsOf, totalOf, treeOf } from './list'

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
  lines: Entry[]
}

/** The tree of a list at an address. */
export const treeOfLines = (address: string, lines: readonly Line[]): MerkleTree =>
  treeOf(
    new PublicKey(address),
    lines.map(({ kind, recipient, amount }) => ({
      ...(kind && { kind }),
      recipient: new PublicKey(recipient),
      amount,
    })),
  )

/** Divides lines into lists of at most 8,192, in their order. The same lines always make the same lists. */
export function planLists<Entry extends Line>(
  { programId, operator, guardian }: Poster,
  round: Uint8Array,
  lines: readonly Entry[],
): PlannedList<Entry>[] {
  const keys = { operator: new PublicKey(operator), guardian: new PublicKey(guardian), round }
  return shardsOf(lines).map((part, shard) => {
    const address = distributionAddress(new PublicKey(programId), { ...keys, shard }).toBase58()
    const root = Buffer.from(treeOfLines(address, part).root).toString('hex')
    return { address, shard, root, total: totalOf(part), lines: part }
  })
}

/** Where the first list of a round lies: what bonds name before there is a list. */
export const firstListAddress = ({ programId, operator, guardian }: Poster, round: Uint8Array): string => {
  const keys = { operator: new PublicKey(operator), guardian: new PublicKey(guardian), round, shard: 0 }
  return distributionAddress(new PublicKey(programId), keys).toBase58()
}
