import { after, DAY, MINUTE } from '@/kit/time'
import type { Db, Tx } from '@/server/db'
import type { OwnCheckout, OwnRefund } from '../rules/compare'

const COMPARE_EVERY = 10 * MINUTE

/** Whether the last comparison is old enough for another one. One that failed was not noted, and is due. */
export async function isComparisonDue(db: Db | Tx, now: Date): Promise<boolean> {
  const last = await db.stripeComparison.findUnique({ where: { id: 1 }, select: { at: true } })
  return !last || now >= after(last.at, COMPARE_EVERY) || now < last.at
}

/** Where the next comparison begins: three days before the last, or where the oldest difference was made; 30 days at first. */
export async function comparedFrom(db: Db | Tx, now: Date): Promise<Date> {
  const last = await db.stripeComparison.findUnique({ where: { id: 1 }, select: { at: true } })
  if (!last) return after(now, -30 * DAY)
  const oldest = await db.stripeDifference.aggregate({ where: { goneAt: null }, _min: { madeAt: true } })
  const usual = after(last.at, -3 * DAY)
  return oldest._min.madeAt && oldest._min.madeAt < usual ? oldest._min.madeAt : usual
}

const OF_CHECKOUT = {
  ...{ id: true, sessionId: true, intentId: true, state: true, createdAt: true },
  fee: { select: { subject: true } },
} as const

/** Our rows that a comparison looks at: those of the span, and those that the listed things name. */
export async function ownRows(
  db: Db | Tx,
  { from, sessions, intents, disputes }: { from: Date; sessions: string[]; intents: string[]; disputes: string[] },
): Promise<{ checkouts: OwnCheckout[]; refunds: OwnRefund[]; disputes: string[] }> {
  const named = [{ sessionId: { in: sessions } }, { intentId: { in: intents } }]
  const checkouts = await db.checkout.findMany({
    where: { OR: [{ createdAt: { gte: from } }, ...named] },
    select: OF_CHECKOUT,
  })
  const refunds = await db.refund.findMany({
    where: { OR: [{ wantedAt: { gte: from } }, { checkout: { intentId: { in: intents } } }], stripeId: { not: null } },
    select: { id: true, stripeId: true, cents: true, state: true, wantedAt: true, checkout: { select: OF_CHECKOUT } },
  })
  const known = await db.dispute.findMany({ where: { id: { in: disputes } }, select: { id: true } })
  return {
    checkouts: checkouts.map(({ fee, ...checkout }) => ({ ...checkout, subject: fee.subject })),
    refunds: refunds.map(({ checkout, ...refund }) => ({ ...refund, subject: checkout.fee.subject })),
    disputes: known.map(({ id }) => id),
  }
}

const TAKE = 100

/** What staff see of payments: the last comparison and what differs, disputes, and refunds that need somebody. */
export async function paymentsDesk(db: Db | Tx) {
  const [comparison, differences, disputes, refunds, waitingEvents] = await Promise.all([
    db.stripeComparison.findUnique({ where: { id: 1 } }),
    db.stripeDifference.findMany({ where: { goneAt: null }, orderBy: { seenAt: 'desc' }, take: TAKE }),
    db.dispute.findMany({ orderBy: { openedAt: 'desc' }, take: TAKE, include: { fee: { select: { subject: true } } } }),
    db.refund.findMany({
      orderBy: { wantedAt: 'desc' },
      take: TAKE,
      select: {
        ...{ id: true, reason: true, cents: true, currency: true, state: true, wantedAt: true, settledAt: true },
        checkoutId: true,
        checkout: { select: { fee: { select: { subject: true } } } },
      },
    }),
    db.stripeEvent.count({ where: { handledAt: null } }),
  ])
  return {
    ...{ comparison, differences, waitingEvents },
    disputes: disputes.map(({ fee, feeId: _, ...dispute }) => ({ ...dispute, subject: fee.subject })),
    refunds: refunds.map(({ checkout, checkoutId, ...refund }) => {
      const newer = refunds.some((one) => one.checkoutId === checkoutId && one.wantedAt > refund.wantedAt)
      return { ...refund, subject: checkout.fee.subject, mayAskAgain: refund.state === 'failed' && !newer }
    }),
  }
}
