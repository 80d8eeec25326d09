import { randomUUID } from 'node:crypto'
import { Logger, runOnce } from 'graphile-worker'
import { owe } from '@/domains/payments/actions/fees'
import { startCheckout } from '@/domains/payments/flows'
import { handleEvent } from '@/domains/payments/jobs/follow'
import { sendRefund } from '@/domains/payments/jobs/refund'
import type { StripeGateway } from '@/gateways/stripe/client'
import { type Db, poolOf } from '@/server/db'

type World = { db: Db; stripe: StripeGateway; now: Date }

const SILENT = new Logger(() => () => undefined)

/** Does what waits in the queue of payments, as the worker does it: events are looked at, refunds are sent. */
export async function workPayments({ db, stripe, now }: World): Promise<void> {
  await runOnce({
    pgPool: poolOf(db),
    noHandleSignals: true,
    logger: SILENT,
    taskList: {
      'payments.handleEvent': (payload) => handleEvent(db, payload as { eventId: string }, now, stripe),
      'payments.refund': (payload) => sendRefund(db, payload as { refundId: string }, now, stripe),
    },
  })
}

/** A project whose application fee a payer's bank asks for: what the worker books when Stripe tells of it. */
export async function disputeFee(db: Db, projectId: string): Promise<void> {
  const [subject, at] = [`application:${projectId}`, new Date('2027-01-04T09:00:00Z')]
  const paid = { state: 'paid' as const, paidAt: at, refundUntil: at, refundDays: 0 }
  const owed = { subject, payerId: randomUUID(), cents: 2_500, currency: 'usd', createdAt: at }
  const { id: feeId } = await db.fee.create({ data: { ...owed, ...paid } })
  await db.dispute.create({ data: { id: `dp_${randomUUID()}`, feeId, cents: 2_500, currency: 'usd', openedAt: at } })
}

/** A fee of 25.00 USD that somebody owes, returned within 30 days of a payment, and how its page is opened. */
export async function oweOne({ db, stripe, now }: World) {
  const [payerId, subject] = [randomUUID(), `application:${randomUUID()}`]
  const owed = { subject, payerId, cents: 2_500, currency: 'usd', refundDays: 30, now }
  const { id: feeId } = await db.$transaction((tx) => owe(tx, owed))
  const visit = { feeId, payerId, description: 'Application fee', returnUrl: 'http://site.example/back' }
  const open = (at = now) => startCheckout({ db, stripe, now: at }, visit).then(({ url }) => url.split('/').at(-1)!)
  return { payerId, subject, feeId, visit, open }
}
