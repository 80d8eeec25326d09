import { randomUUID } from 'node:crypto'
import { append } from '@/domains/log/actions'
import type { FeeModel, RefundModel } from '@/generated/prisma/models'
import type { Tx } from '@/server/db'
import { enqueue } from '@/server/queue'
import { isFeeDisputed } from '../queries'
import { refuse } from '../rules'
import { feeAfter, isInRefundTime, isKeyGood, type RefundEvent, refundAfter } from '../rules/machines'
import { lockFee } from './fees'

/**
 * Sends a fee back because what it was paid for was refused, if that happened within the time that was stated at payment. The
 * refusal and the wish stand in one transaction; the worker asks Stripe. Says whether the fee goes back.
 */
export async function giveBack(tx: Tx, { subject, now }: { subject: string; now: Date }): Promise<boolean> {
  const known = await tx.fee.findUnique({ where: { subject }, select: { id: true } })
  const fee = known && (await lockFee(tx, known.id))
  if (!fee?.refundUntil || !isInRefundTime(now, fee.refundUntil)) return false
  const state = feeAfter(fee.state, 'return')
  const paid = state && (await standingPayment(tx, fee.id))
  if (!paid) return false
  await tx.fee.update({ where: { id: fee.id }, data: { state } })
  await wantRefund(tx, { fee, checkoutId: paid.id, reason: 'refused', now })
  return true
}

/** The payment that pays a fee now: the newest that is not on its way back already. */
export const standingPayment = (tx: Tx, feeId: string) =>
  tx.checkout.findFirst({
    where: { feeId, state: 'paid', refunds: { none: { state: { notIn: ['failed', 'dropped'] } } } },
    orderBy: { settledAt: 'desc' },
  })

type Wish = { fee: FeeModel; checkoutId: string; reason: 'refused' | 'paid_twice'; now: Date }

/** Puts down that a payment goes back, with the key that Stripe will be asked with. While it is disputed it waits. */
export async function wantRefund(tx: Tx, { fee, checkoutId, reason, now }: Wish): Promise<void> {
  const held = await isFeeDisputed(tx, fee.id)
  const { cents, currency } = fee
  const refund = await tx.refund.create({
    data: {
      ...{ id: randomUUID(), key: randomUUID(), checkoutId, reason, cents, currency, wantedAt: now },
      state: held ? 'held' : 'wanted',
    },
  })
  await record(tx, 'refund_wanted', refund, { fee, now })
  if (!held) await ask(tx, refund.id)
}

const ask = (tx: Tx, refundId: string) => enqueue(tx, 'payments.refund', { refundId }, { key: `refund:${refundId}` })

async function lockRefund(
  tx: Tx,
  refundId: string,
): Promise<(RefundModel & { fee: FeeModel; intentId: string | null }) | null> {
  const known = await tx.refund.findUnique({
    where: { id: refundId },
    select: { checkout: { select: { feeId: true } } },
  })
  const fee = known && (await lockFee(tx, known.checkout.feeId))
  if (!fee) return null
  const { checkout, ...refund } = await tx.refund.findUniqueOrThrow({
    where: { id: refundId },
    include: { checkout: true },
  })
  return { ...refund, fee, intentId: checkout.intentId }
}

/**
 * Notes that Stripe is asked now. Null: nothing is to be asked. `stale`: the key is older than Stripe keeps keys, so the lists
 * must say first whether it was done; `afresh` then makes a new key.
 */
export async function beginRefund(tx: Tx, { refundId, afresh, now }: { refundId: string; afresh: boolean; now: Date }) {
  const refund = await lockRefund(tx, refundId)
  if (refund?.state !== 'wanted' || !refund.intentId) return null
  const { intentId, cents } = refund
  if (!afresh && !isKeyGood(refund.askedAt, now)) return { refundId, intentId, cents, key: refund.key, stale: true }
  const key = afresh ? randomUUID() : refund.key
  const askedAt = afresh ? now : (refund.askedAt ?? now)
  await tx.refund.update({ where: { id: refundId }, data: { key, askedAt } })
  return { refundId, intentId, cents, key, stale: false }
}

type Reported = { id: string; refundId: string | null; state: 'pending' | 'succeeded' | 'failed' }

/** Books what Stripe reports about a refund of ours, found by its name or by the reference that it carries; a repeat changes nothing. */
export async function settleRefund(tx: Tx, { fetched, now }: { fetched: Reported; now: Date }): Promise<void> {
  const byName = await tx.refund.findUnique({ where: { stripeId: fetched.id }, select: { id: true } })
  const reference = fetched.refundId && /^[0-9a-f-]{36}$/.test(fetched.refundId) ? fetched.refundId : null
  const refund = await lockRefund(tx, byName?.id ?? reference ?? randomUUID())
  if (refund) await advance(tx, refund, fetched.state, { stripeId: fetched.id, now })
}

/** Stripe will not return it: because the bank asks for it back, or for good. */
export async function refundNotMade(
  tx: Tx,
  { refundId, because, now }: { refundId: string; because: 'disputed' | 'failed'; now: Date },
): Promise<void> {
  const refund = await lockRefund(tx, refundId)
  if (refund) await advance(tx, refund, because === 'disputed' ? 'hold' : 'failed', { now })
}

/** What a dispute does to the refund of its payment: an open one holds it, a won one lets it go on, a lost one replaces it. */
export async function moveRefunds(
  tx: Tx,
  { checkoutId, event, now }: { checkoutId: string; event: 'hold' | 'release' | 'drop'; now: Date },
): Promise<void> {
  const state = { in: ['wanted' as const, 'held' as const] }
  for (const { id } of await tx.refund.findMany({ where: { checkoutId, state }, select: { id: true } })) {
    const refund = await lockRefund(tx, id)
    if (refund) await advance(tx, refund, event, { now })
  }
}

/** Asks anew for a refund that failed; staff do this when the card or the bank is ready again. */
export async function askAgain(
  tx: Tx,
  { refundId, actorId, now }: { refundId: string; actorId: string; now: Date },
): Promise<void> {
  const failed = await lockRefund(tx, refundId)
  if (!failed) throw refuse.missing()
  const later = await tx.refund.count({
    where: { checkoutId: failed.checkoutId, state: { not: 'failed' }, wantedAt: { gte: failed.wantedAt } },
  })
  if (failed.state !== 'failed' || later > 0) throw refuse.notFailed()
  await append(tx, {
    ...{ type: 'payments.refund_asked_again', at: now, actorId },
    ...{ subjects: [`fee:${failed.fee.id}`, `refund:${refundId}`], facts: {} },
  })
  await wantRefund(tx, { fee: failed.fee, checkoutId: failed.checkoutId, reason: failed.reason, now })
}

type Locked = NonNullable<Awaited<ReturnType<typeof lockRefund>>>

async function advance(
  tx: Tx,
  refund: Locked,
  event: RefundEvent,
  { stripeId, now }: { stripeId?: string; now: Date },
) {
  const state = refundAfter(refund.state, event)
  if (!state) return
  const isOver = state === 'succeeded' || state === 'failed' || state === 'dropped'
  // A key that was refused while the payment was disputed would be refused for ever: Stripe repeats its answer.
  const anew = event === 'release' ? { key: randomUUID(), askedAt: null } : {}
  const data = { state, ...anew, ...(stripeId && { stripeId }), settledAt: isOver ? now : null }
  await tx.refund.update({ where: { id: refund.id }, data })
  if (event === 'release') await ask(tx, refund.id)
  await moveFee(tx, refund, { event, before: refund.state, now })
  await record(tx, `refund_${state}`, refund, { fee: refund.fee, now })
}

/** The fee follows the refund of its refusal; one that was paid twice stays paid. */
async function moveFee(tx: Tx, refund: Locked, { event, before }: { event: RefundEvent; before: string; now: Date }) {
  if (refund.reason !== 'refused') return
  const happened = event === 'succeeded' ? 'returned' : event === 'failed' && before === 'succeeded' ? 'bounced' : null
  const state = happened && feeAfter(refund.fee.state, happened)
  if (state) await tx.fee.update({ where: { id: refund.fee.id }, data: { state } })
}

const record = (tx: Tx, what: string, refund: RefundModel, { fee, now }: { fee: FeeModel; now: Date }) =>
  append(tx, {
    type: `payments.${what}`,
    at: now,
    actorId: null,
    subjects: [`fee:${fee.id}`, `refund:${refund.id}`, fee.subject],
    facts: { cents: refund.cents, currency: refund.currency, reason: refund.reason },
  })
