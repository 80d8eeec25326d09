import { append } from '@/domains/log/actions'
import type { FeeModel } from '@/generated/prisma/models'
import type { Tx } from '@/server/db'
import { isSamePayment } from '../rules'
import { type CheckoutEvent, checkoutAfter, feeAfter, refundUntil } from '../rules/machines'
import { lockFee } from './fees'
import { wantRefund } from './refunds'

/** What was fetched from Stripe about one of our checkouts; `gone` when Stripe does not know it (any more). */
export type Fetched =
  | {
      state: 'open' | 'processing' | 'paid' | 'failed' | 'expired'
      checkoutId: string | null
      intentId: string | null
      cents: number
      currency: string
      live: boolean
    }
  | { state: 'gone' }

type Look = { sessionId: string; fetched: Fetched; live: boolean; now: Date }

/**
 * Books what Stripe reports about a checkout; a repeat changes nothing. Amount, currency and fee come from our own row. What is
 * paid and was not asked for like this goes to staff, and the fee stays due.
 */
export async function settleCheckout(tx: Tx, { sessionId, fetched, live, now }: Look): Promise<void> {
  const known = await ourCheckout(tx, sessionId, fetched)
  if (!known) return
  const fee = await lockFee(tx, known.feeId)
  const checkout = await tx.checkout.findUniqueOrThrow({ where: { id: known.id } })
  if (!fee) return
  const { cents, currency } = fee
  const event = eventOf({ checkoutId: checkout.id, cents, currency }, fetched, live)
  const state = event && checkoutAfter(checkout.state, event)
  if (!state) return
  const intentId = 'intentId' in fetched ? fetched.intentId : null
  const isOver = state !== 'processing'
  await tx.checkout.update({
    where: { id: checkout.id },
    data: { state, sessionId, intentId: intentId ?? checkout.intentId, settledAt: isOver ? now : null },
  })
  if (state === 'review') await recordFee(tx, 'payment_in_review', fee, now)
  if (state === 'paid') await bookPayment(tx, fee, { checkoutId: checkout.id, now })
}

/** The visit that a session belongs to. One whose name never arrived here is known by the reference that Stripe carries. */
async function ourCheckout(tx: Tx, sessionId: string, fetched: Fetched) {
  const known = await tx.checkout.findUnique({ where: { sessionId }, select: { id: true, feeId: true } })
  const reference = 'checkoutId' in fetched ? fetched.checkoutId : null
  if (known || !reference || !/^[0-9a-f-]{36}$/.test(reference)) return known
  return tx.checkout.findFirst({ where: { id: reference, sessionId: null }, select: { id: true, feeId: true } })
}

type Asked = { checkoutId: string; cents: number; currency: string }

function eventOf(asked: Asked, fetched: Fetched, live: boolean): CheckoutEvent | null {
  if (fetched.state === 'gone') return 'expired'
  if (fetched.state === 'open') return null
  const isMoney = fetched.state === 'paid' || fetched.state === 'processing'
  return isMoney && !isSamePayment(asked, fetched, live) ? 'strange' : fetched.state
}

/** The first payment pays the fee. A second one, from a page that was thought to be over, goes back at once. */
async function bookPayment(tx: Tx, fee: FeeModel, { checkoutId, now }: { checkoutId: string; now: Date }) {
  const state = feeAfter(fee.state, 'pay')
  if (!state) return wantRefund(tx, { fee, checkoutId, reason: 'paid_twice', now })
  await tx.fee.update({
    where: { id: fee.id },
    data: { state, paidAt: now, refundUntil: refundUntil(now, fee.refundDays) },
  })
  await recordFee(tx, 'fee_paid', fee, now)
}

const recordFee = (tx: Tx, what: string, fee: FeeModel, now: Date) =>
  append(tx, {
    type: `payments.${what}`,
    at: now,
    actorId: fee.payerId,
    subjects: [`fee:${fee.id}`, fee.subject],
    facts: {},
  })
