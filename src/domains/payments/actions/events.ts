import type { Tx } from '@/server/db'
import { enqueue } from '@/server/queue'
import { isHeard } from '../rules/events'

type Heard = { eventId: string; type: string; objectType: string; objectId: string }

/**
 * Notes an event with the job that looks at what it speaks of, in one transaction; of any number of deliveries the first
 * counts. True when this was the first. What speaks of nothing of ours is noted alone.
 */
export async function receiveEvent(tx: Tx, { eventId, now, ...event }: Heard & { now: Date }): Promise<boolean> {
  const heard = isHeard(event.type)
  const data = { id: eventId, ...event, receivedAt: now, handledAt: heard ? null : now }
  const { count } = await tx.stripeEvent.createMany({ data, skipDuplicates: true })
  if (count === 1 && heard) await enqueue(tx, 'payments.handleEvent', { eventId }, { key: `event:${eventId}` })
  return count === 1
}

/** Notes that an event was handled. */
export async function closeEvent(tx: Tx, { eventId, now }: { eventId: string; now: Date }): Promise<void> {
  await tx.stripeEvent.updateMany({ where: { id: eventId, handledAt: null }, data: { handledAt: now } })
}
