import { shred } from '@/domains/vault/actions/keys'
import { heldAmong } from '@/domains/vault/queries/erasure'
import { after } from '@/kit/time'
import type { Tx } from '@/server/db'
import { keyOf } from '../queries/words'
import { KEPT } from '../rules'
import { record } from './complaint-row'

/** Empties what somebody complained of: what was written goes with its key. That it came, when, and what came of it stays in the register. */
export async function forgetComplainant(tx: Tx, { personId, now }: { personId: string; now: Date }): Promise<void> {
  const own = await tx.complaint.findMany({ where: { personId }, select: { id: true } })
  for (const { id } of own) await empty(tx, id, now)
}

/** Empties complaints that were closed five years ago, unless a hold stands against somebody's; returns how many. */
export async function forgetOld(tx: Tx, now: Date): Promise<number> {
  const old = await tx.complaint.findMany({
    where: { erasedAt: null, closedAt: { lte: after(now, -KEPT) } },
    select: { id: true, personId: true },
    orderBy: { closedAt: 'asc' },
    take: 200,
  })
  const held = await heldAmong(
    tx,
    old.flatMap(({ personId }) => personId ?? []),
  )
  const free = old.filter(({ personId }) => personId === null || !held.has(personId))
  for (const { id } of free) await empty(tx, id, now)
  return free.length
}

async function empty(tx: Tx, complaintId: string, now: Date): Promise<void> {
  await tx.complaint.update({ where: { id: complaintId }, data: { personId: null, keyHash: null, erasedAt: now } })
  await tx.complaintWord.updateMany({ where: { complaintId }, data: { sealed: null } })
  await shred(tx, { subject: keyOf(complaintId), actorId: null, now })
  await record(tx, 'erased', { complaintId, actorId: null, now })
}
