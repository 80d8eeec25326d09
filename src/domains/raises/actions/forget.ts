import type { Tx } from '@/server/db'

/** Deletes the link between a person and what stands on the chain; the chain's own facts stay. Nothing of theirs is under way. */
export async function forgetInvestor(tx: Tx, { personId }: { personId: string }): Promise<void> {
  await tx.position.updateMany({ where: { personId }, data: { personId: null } })
  await tx.reconfirmation.updateMany({ where: { personId }, data: { personId: null } })
  await tx.intent.deleteMany({ where: { personId } })
}
