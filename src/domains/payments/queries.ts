import type { Db, Tx } from '@/server/db'
import { type FeeStanding, isFrozen, standingOf } from './rules/machines'

const STANDING = {
  ...{ state: true, cents: true, currency: true, refundDays: true, refundUntil: true },
  disputes: { where: { state: 'open' }, select: { id: true } },
  checkouts: { where: { state: 'processing' }, select: { id: true } },
} as const

/** The fee for a subject as its payer sees it; null when nothing was ever asked. */
export async function feeOf(db: Db | Tx, subject: string) {
  const fee = await db.fee.findUnique({ where: { subject }, select: STANDING })
  if (!fee) return null
  const { disputes, checkouts, state, ...facts } = fee
  const standing = standingOf({ state, disputed: disputes.length > 0, processing: checkouts.length > 0 })
  return { ...facts, standing }
}

/** Where the fee for a subject stands: `none` when nothing was ever asked. */
export const feeStateOf = async (db: Db | Tx, subject: string): Promise<FeeStanding> =>
  (await feeOf(db, subject))?.standing ?? 'none'

/** Whether a payer's bank asks for a fee back and has not decided. */
export const isFeeDisputed = async (db: Db | Tx, feeId: string): Promise<boolean> =>
  (await db.dispute.count({ where: { feeId, state: 'open' } })) > 0

/** Of some subjects, those that stand still: the payment of their fee is disputed, or a bank took it back. */
export async function frozenSubjects(db: Db | Tx): Promise<string[]> {
  const fees = await db.fee.findMany({
    where: { OR: [{ state: 'charged_back' }, { disputes: { some: { state: 'open' } } }] },
    select: { subject: true },
  })
  return fees.map(({ subject }) => subject)
}

/** Whether a subject stands still because of its fee. */
export const isSubjectFrozen = async (db: Db | Tx, subject: string): Promise<boolean> =>
  isFrozen(await feeStateOf(db, subject))

/** Sessions at Stripe of visits that are not over and began before an instant, oldest first. */
export async function openSessions(db: Db | Tx, before: Date, take = 50): Promise<string[]> {
  const rows = await db.checkout.findMany({
    where: { state: { in: ['open', 'processing'] }, sessionId: { not: null }, createdAt: { lt: before } },
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

/** What an event spoke of, while it waits to be looked at. */
export const waitingEvent = (db: Db | Tx, eventId: string) =>
  db.stripeEvent.findFirst({ where: { id: eventId, handledAt: null }, select: { objectType: true, objectId: true } })

/** Refunds at Stripe that have not ended, for which its word may have been lost. */
export async function pendingRefunds(db: Db | Tx, take = 50): Promise<string[]> {
  const rows = await db.refund.findMany({
    where: { state: 'pending', stripeId: { not: null } },
    orderBy: { wantedAt: 'asc' },
    select: { stripeId: true },
    take,
  })
  return rows.flatMap(({ stripeId }) => (stripeId ? [stripeId] : []))
}

/** What a person paid or was asked to pay, for themselves. */
export function feesBy(db: Db | Tx, payerId: string) {
  return db.fee.findMany({
    where: { payerId },
    select: { subject: true, currency: true, cents: true, state: true, createdAt: true, paidAt: true },
  })
}
