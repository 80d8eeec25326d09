import type { Tx } from '@/server/db'

export type HeadRecord = { slot: bigint; time: Date; genesis: string }

/** The head's row, locked until the transaction ends; null before the first reading. */
async function lockedHead(tx: Tx) {
  await tx.$queryRaw`select id from chain_head where id = 1 for update`
  return tx.chainHead.findUnique({ where: { id: 1 } })
}

/**
 * Takes note which chain answers, before anything of it is booked; returns its incarnation. Another genesis than before is
 * another chain: every raise is then read again, and may have gone back.
 */
export async function recordChain(tx: Tx, { slot, time, genesis }: HeadRecord): Promise<number> {
  const head = await lockedHead(tx)
  if (!head) {
    await tx.chainHead.create({ data: { id: 1, slot, blockTime: time, genesis, readAt: new Date() } })
    return 0
  }
  if (head.genesis === genesis) return head.incarnation
  await tx.raise.updateMany({ where: { closedAt: null }, data: { slot: 0n } })
  const { incarnation } = await tx.chainHead.update({
    where: { id: 1 },
    data: { genesis, slot, blockTime: time, incarnation: { increment: 1 } },
  })
  return incarnation
}

/** The books have seen everything up to this slot. `notice` is kept until another one replaces it. */
export async function recordHead(
  tx: Tx,
  { slot, time, notice }: HeadRecord & { notice: string | null },
): Promise<void> {
  await tx.chainHead.update({
    where: { id: 1 },
    data: { slot, blockTime: time, readAt: new Date(), ...(notice && { notice }) },
  })
}
