import type { Tx } from '@/server/db'

/** Notes that an event of the provider's arrived; false when it was handled already. Copies that come at once take turns. */
export async function receiveEvent(tx: Tx, event: { id: string; type: string; now: Date }): Promise<boolean> {
  const { id, type, now } = event
  await tx.identityEvent.createMany({ data: { id, type, receivedAt: now }, skipDuplicates: true })
  const stored = await tx.identityEvent.findUniqueOrThrow({ where: { id } })
  return stored.handledAt === null
}

/** Notes that an event was handled. */
export async function closeEvent(tx: Tx, { id, now }: { id: string; now: Date }): Promise<void> {
  await tx.identityEvent.updateMany({ where: { id, handledAt: null }, data: { handledAt: now } })
}
