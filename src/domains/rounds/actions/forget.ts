import type { Tx } from '@/server/db'

/**
 * Erases what a person wrote in rounds: why they voided one; and who they were in rounds of the engine, whose signed texts name a wallet
 * and no person. That they decided, and what was paid to an address on the chain, is the
 * record of the round and stays; whose address it was goes with the wallet.
 */
export async function forgetInRounds(tx: Tx, { personId }: { personId: string }): Promise<void> {
  await tx.round.updateMany({ where: { voidedBy: personId }, data: { voidReason: '' } })
  await tx.engineRound.updateMany({ where: { voidedBy: personId }, data: { voidReason: '' } })
  await tx.roundPerson.updateMany({ where: { personId }, data: { personId: null } })
}
