import { after, DAY, MINUTE } from '@/kit/time'
import type { Db, Tx } from '@/server/db'

/** How many visits to the provider began in the last 24 hours. */
export const checksSince = (db: Db | Tx, now: Date): Promise<number> =>
  db.identityCheck.count({ where: { openedAt: { gt: after(now, -DAY) } } })

/** An open visit by the provider's name of it, or a member's own; null where there is none. */
export function openVisit(db: Db | Tx, sessionId: string | null, personId?: string) {
  const whose = sessionId ? { sessionId } : { case: { personId: personId ?? '' } }
  return db.identityCheck.findFirst({
    where: { ...whose, settledAt: null },
    select: { sessionId: true, caseId: true },
  })
}

/** Visits that have been open for two minutes: an event may be lost. Oldest first. */
export function visitsToFollow(db: Db | Tx, now: Date) {
  return db.identityCheck.findMany({
    where: { settledAt: null, sessionId: { not: null }, openedAt: { lt: after(now, -2 * MINUTE) } },
    select: { sessionId: true, openedAt: true },
    orderBy: { openedAt: 'asc' },
    take: 100,
  })
}
