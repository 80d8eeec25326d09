import { append } from '@/domains/log/actions'
import type { Tx } from '@/server/db'

/** The name that somebody has until they choose one: the ends of their wallet's address. */
export const walletName = (address: string): string => `${address.slice(0, 4)}…${address.slice(-4)}`

/** Makes a member. Everybody starts as one; other roles come later. */
export async function createPerson(
  tx: Tx,
  person: { displayName: string; email?: string; now: Date; actorId?: string | null },
): Promise<{ id: string }> {
  const { displayName, email = null, now, actorId } = person
  const created = await tx.person.create({
    data: { displayName, email, createdAt: now, roles: { create: { role: 'member', grantedAt: now } } },
    select: { id: true },
  })
  await append(tx, {
    type: 'identity.joined',
    at: now,
    actorId: actorId ?? created.id,
    subjects: [`person:${created.id}`],
    facts: {},
  })
  return created
}

/** Changes what others see of a person. The log learns that it changed, not to what. */
export async function rename(
  tx: Tx,
  { personId, displayName, now }: { personId: string; displayName: string; now: Date },
): Promise<void> {
  await tx.person.update({ where: { id: personId }, data: { displayName } })
  await append(tx, {
    type: 'identity.renamed',
    at: now,
    actorId: personId,
    subjects: [`person:${personId}`],
    facts: {},
  })
}
