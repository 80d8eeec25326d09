import type { Db, Tx } from '@/server/db'

/** Where the fee for a subject stands: `none` when nothing was ever asked. */
export async function feeStateOf(db: Db | Tx, subject: string): Promise<'none' | 'due' | 'paid'> {
  const fee = await db.fee.findUnique({ where: { subject }, select: { state: true } })
  return fee?.state ?? 'none'
}

/** Sessions at Stripe of visits that are still open and began before an instant, oldest first. */
export async function openSessions(db: Db | Tx, before: Date, take = 50): Promise<string[]> {
  const rows = await db.checkout.findMany({
    where: { state: 'open', sessionId: { not: null }, createdAt: { lt: before } },
    orderBy: { createdAt: 'asc' },
    select: { sessionId: true },
    take,
  })
  return rows.flatMap(({ sessionId }) => (sessionId ? [sessionId] : []))
}

/** The visits to the payment page for a subject, newest first, with Stripe's name of each. */
export async function sessionsFor(db: Db | Tx, subject: string): Promise<string[]> {
  const rows = await db.checkout.findMany({
    where: { fee: { subject }, sessionId: { not: null } },
    orderBy: { createdAt: 'desc' },
    select: { sessionId: true },
    take: 5,
  })
  return rows.flatMap(({ sessionId }) => (sessionId ? [sessionId] : []))
}
