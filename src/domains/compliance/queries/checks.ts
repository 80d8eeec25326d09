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

/** How long the provider keeps a face and a document of a case that came to nothing (design, A8). */
export const FACES_KEPT = 30 * DAY
const NOTHING_CAME_OF_IT = ['withdrawn', 'abandoned', 'blocked_jurisdiction'] as const

/**
 * Visits of which the provider need not keep anything: their case was erased, or came to nothing 30 days ago. Of a decided case the
 * provider's copy is the record that the law asks for, so it stays until the case is erased. Oldest first.
 */
export function visitsToRedact(db: Db | Tx, now: Date) {
  const cameToNothing = { state: { in: [...NOTHING_CAME_OF_IT] }, settledAt: { lte: after(now, -FACES_KEPT) } }
  const isOver = { OR: [{ erasedAt: { not: null } }, cameToNothing] }
  return db.identityCheck.findMany({
    where: { sessionId: { not: null }, redactedAt: null, case: isOver },
    select: { id: true, sessionId: true },
    orderBy: { openedAt: 'asc' },
    take: 100,
  })
}

/** Whether people have to look at what a visit found. */
export const isWithStaff = async (db: Db | Tx, sessionId: string): Promise<boolean> =>
  (await db.identityCheck.count({ where: { sessionId, case: { state: 'in_review' } } })) > 0

/** How many visits of a person the provider still holds something of. */
export const visitsHeldOf = (db: Db | Tx, personId: string): Promise<number> =>
  db.identityCheck.count({ where: { sessionId: { not: null }, redactedAt: null, case: { personId } } })

/** Visits that have been open for two minutes: an event may be lost. Oldest first. */
export function visitsToFollow(db: Db | Tx, now: Date) {
  return db.identityCheck.findMany({
    where: { settledAt: null, sessionId: { not: null }, openedAt: { lt: after(now, -2 * MINUTE) } },
    select: { sessionId: true, openedAt: true },
    orderBy: { openedAt: 'asc' },
    take: 100,
  })
}
