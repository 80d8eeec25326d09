import type { Tx } from '@/server/db'

/** Notes that a position's owner was told why it was refused; false when that was done before, or the position moved on. */
export async function markTold(
  tx: Tx,
  { address, sequence, now }: { address: string; sequence: bigint; now: Date },
): Promise<boolean> {
  const where = { address, sequence, toldAt: null }
  return (await tx.position.updateMany({ where, data: { toldAt: now } })).count === 1
}

/** Notes that whoever had to be told how a raise ended was told. */
export async function markEndTold(tx: Tx, { address, now }: { address: string; now: Date }): Promise<void> {
  await tx.raise.update({ where: { address }, data: { endToldAt: now } })
}
