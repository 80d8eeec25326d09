import { randomUUID } from 'node:crypto'
import { append } from '@/domains/log/actions'
import type { Tx } from '@/server/db'
import { isSamePayment, refuse } from './rules'

/** Puts down a fee that a person owes for a subject; once there it stays as it is. */
export async function owe(
  tx: Tx,
  fee: { subject: string; payerId: string; cents: number; currency: string; now: Date },
): Promise<{ id: string }> {
  const { subject, payerId, cents, currency, now } = fee
  const known = await tx.fee.findUnique({ where: { subject }, select: { id: true, payerId: true } })
  if (known && known.payerId !== payerId) throw refuse.missing()
  if (known) return known
  const created = await tx.fee.create({
    data: { subject, payerId, cents, currency, createdAt: now },
    select: { id: true },
  })
  await append(tx, {
    type: 'payments.fee_due',
    at: now,
    actorId: payerId,
    subjects: [`fee:${created.id}`, subject],
    facts: { cents, currency },
  })
  return created
}

/** The open visit to the payment page for a fee, or a new one. Its id is made here, before Stripe is asked. */
export async function beginCheckout(tx: Tx, { feeId, payerId, now }: { feeId: string; payerId: string; now: Date }) {
  await tx.$executeRaw`select 1 from fee where id = ${feeId}::uuid for update`
  const fee = await tx.fee.findUnique({ where: { id: feeId } })
  if (!fee || fee.payerId !== payerId) throw refuse.missing()
  if (fee.state === 'paid') throw refuse.alreadyPaid()
  const open = await tx.checkout.findFirst({ where: { feeId, state: 'open' } })
  const checkout = open ?? (await tx.checkout.create({ data: { id: randomUUID(), feeId, createdAt: now } }))
  return { fee, checkout }
}

/** Notes under which name Stripe opened the page. */
export async function noteSession(
  tx: Tx,
  { checkoutId, sessionId, url }: { checkoutId: string; sessionId: string; url: string | null },
) {
  await tx.checkout.update({ where: { id: checkoutId }, data: { sessionId, url } })
}

/** What was fetched from Stripe about one of our checkouts; `gone` when Stripe does not know it (any more). */
export type Fetched =
  | { state: 'open' | 'paid' | 'expired'; checkoutId: string | null; cents: number; currency: string; live: boolean }
  | { state: 'gone' }

/** Books what Stripe reports about a checkout. A repeat changes nothing; a payment that was not asked for is refused. */
export async function settleCheckout(
  tx: Tx,
  { sessionId, fetched, live, now }: { sessionId: string; fetched: Fetched; live: boolean; now: Date },
): Promise<void> {
  const known = await tx.checkout.findUnique({ where: { sessionId }, select: { feeId: true } })
  if (!known) return
  await tx.$executeRaw`select 1 from fee where id = ${known.feeId}::uuid for update`
  const checkout = await tx.checkout.findUniqueOrThrow({ where: { sessionId }, include: { fee: true } })
  if (fetched.state === 'open' || checkout.state === 'paid') return
  if (fetched.state !== 'paid') {
    await tx.checkout.update({ where: { sessionId }, data: { state: 'expired', settledAt: now } })
    return
  }
  const { cents, currency } = checkout.fee
  if (!isSamePayment({ checkoutId: checkout.id, cents, currency }, fetched, live)) throw refuse.mismatch()
  await tx.checkout.update({ where: { sessionId }, data: { state: 'paid', settledAt: now } })
  await markPaid(tx, checkout.fee, now)
}

async function markPaid(tx: Tx, fee: { id: string; subject: string; payerId: string; state: string }, now: Date) {
  if (fee.state === 'paid') return
  await tx.fee.update({ where: { id: fee.id }, data: { state: 'paid', paidAt: now } })
  await append(tx, {
    type: 'payments.fee_paid',
    at: now,
    actorId: fee.payerId,
    subjects: [`fee:${fee.id}`, fee.subject],
    facts: {},
  })
}

/** Notes that an event arrived; false when it was handled already. */
export async function receiveEvent(tx: Tx, event: { id: string; type: string; now: Date }): Promise<boolean> {
  const { id, type, now } = event
  await tx.stripeEvent.createMany({ data: { id, type, receivedAt: now }, skipDuplicates: true })
  const stored = await tx.stripeEvent.findUniqueOrThrow({ where: { id } })
  return stored.handledAt === null
}

/** Notes that an event was handled. */
export async function closeEvent(tx: Tx, { id, now }: { id: string; now: Date }): Promise<void> {
  await tx.stripeEvent.updateMany({ where: { id, handledAt: null }, data: { handledAt: now } })
}
