import { UntrustworthyNode } from '@/chain/untrustworthy'
import type { Tx } from '@/server/db'

export type HeadRecord = { slot: bigint; time: Date; genesis: string }

/** What the books know of the chain that answers. `isNew`: it is another one than at the reading before. */
export type ChainRecord = { incarnation: number; isNew: boolean }

/**
 * Takes note which chain answers, before anything of it is booked. Another genesis is another chain: every raise is then read
 * again and may have gone back. The same chain never goes back: a node that says so is behind, and its answer is refused.
 */
export async function recordChain(tx: Tx, { slot, time, genesis }: HeadRecord): Promise<ChainRecord> {
  await tx.$queryRaw`select id from chain_head where id = 1 for update`
  const head = await tx.chainHead.findUnique({ where: { id: 1 } })
  if (!head) {
    await tx.chainHead.create({ data: { id: 1, slot, blockTime: time, genesis, readAt: new Date() } })
    return { incarnation: 0, isNew: false }
  }
  if (head.genesis === genesis) {
    if (slot < head.slot) throw new UntrustworthyNode(`the node is at slot ${slot}, the books are at ${head.slot}`)
    return { incarnation: head.incarnation, isNew: false }
  }
  // Slot 0 says: not yet seen on this chain.
  await tx.raise.updateMany({ where: { closedAt: null }, data: { slot: 0n } })
  const { incarnation } = await tx.chainHead.update({
    where: { id: 1 },
    data: { genesis, slot, blockTime: time, incarnation: { increment: 1 } },
  })
  return { incarnation, isNew: true }
}

/** The books have seen everything up to this slot. A notice stays until another one replaces it. */
export async function recordHead(
  tx: Tx,
  { slot, time, notice }: HeadRecord & { notice: string | null },
): Promise<void> {
  await tx.chainHead.update({
    where: { id: 1 },
    data: { slot, blockTime: time, readAt: new Date(), ...(notice && { notice }) },
  })
}
