import { randomUUID } from 'node:crypto'
import { append } from '@/domains/log/actions'
import type { Tx } from '@/server/db'
import { isFeeDisputed } from '../queries'
import { refuse } from '../rules'
import { mayBePaid } from '../rules/machines'

type Owed = { subject: string; payerId: string; cents: number; currency: string; refundDays: number; now: Date }

/** Puts down a fee that a person owes for a subject, with the days within which a refusal brings it back; once there it stays as it is. */
export async function owe(tx: Tx, { now, ...fee }: Owed): Promise<{ id: string }> {
  const { subject, payerId, cents, currency, refundDays } = fee
  const known = await tx.fee.findUnique({ where: { subject }, select: { id: true, payerId: true } })
  if (known && known.payerId !== payerId) throw refuse.missing()
  if (known) return known
  const created = await tx.fee.create({ data: { ...fee, createdAt: now }, select: { id: true } })
  await append(tx, {
    type: 'payments.fee_due',
    at: now,
    actorId: payerId,
    subjects: [`fee:${created.id}`, subject],
    facts: { cents, currency, refundDays },
  })
  return created
}

/** Locks a fee, so that what happens to it happens in one order. */
export async function lockFee(tx: Tx, feeId: string) {
  await tx.$executeRaw`select 1 from fee where id = ${feeId}::uuid for update`
  return tx.fee.findUnique({ where: { id: feeId } })
}

/** The open visit to the payment page for a fee, or a new one. Its id is made here, before Stripe is asked. */
export async function beginCheckout(tx: Tx, { feeId, payerId, now }: { feeId: string; payerId: string; now: Date }) {
  const fee = await lockFee(tx, feeId)
  if (!fee || fee.payerId !== payerId) throw refuse.missing()
  if (await isFeeDisputed(tx, feeId)) throw refuse.disputed()
  if (fee.state === 'refunding') throw refuse.returning()
  if (!mayBePaid(fee.state)) throw refuse.alreadyPaid()
  const open = await tx.checkout.findFirst({ where: { feeId, state: { in: ['open', 'processing'] } } })
  if (open?.state === 'processing') throw refuse.processing()
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

/** Ends a visit for which no page was ever opened: Stripe's list does not know it. */
export async function endUnopened(tx: Tx, { checkoutId, now }: { checkoutId: string; now: Date }): Promise<void> {
  const where = { id: checkoutId, sessionId: null, state: 'open' as const }
  await tx.checkout.updateMany({ where, data: { state: 'expired', settledAt: now } })
}
