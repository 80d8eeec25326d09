import { append } from '@/domains/log/actions'
import type { FeeModel } from '@/generated/prisma/models'
import type { Tx } from '@/server/db'
import { type DisputeState, disputeAfter, feeAfter } from '../rules/machines'
import { lockFee } from './fees'
import { moveRefunds } from './refunds'

type Reported = {
  id: string
  intentId: string | null
  state: DisputeState
  cents: number
  currency: string
  createdAt: Date
}

/**
 * Books what Stripe reports about a dispute, in whatever order it is heard of. While one is open, what the fee was paid for
 * stands still; one that is lost takes the fee. False when the payment is none of ours.
 */
export async function bookDispute(tx: Tx, { fetched, now }: { fetched: Reported; now: Date }): Promise<boolean> {
  const checkout = fetched.intentId
    ? await tx.checkout.findUnique({ where: { intentId: fetched.intentId }, select: { id: true, feeId: true } })
    : null
  const fee = checkout && (await lockFee(tx, checkout.feeId))
  if (!fee) return false
  const { id, cents, currency, createdAt: openedAt } = fetched
  const known = await tx.dispute.findUnique({ where: { id } })
  if (!known) {
    await tx.dispute.create({ data: { id, feeId: fee.id, cents, currency, openedAt } })
    await moveRefunds(tx, { checkoutId: checkout.id, event: 'hold', now })
    await record(tx, 'opened', { id, fee, now })
  }
  if (fetched.state === 'open') return true
  const state = disputeAfter(known?.state ?? 'open', fetched.state)
  if (!state) return true
  await tx.dispute.update({ where: { id }, data: { state, closedAt: now } })
  await record(tx, state, { id, fee, now })
  if (state === 'lost') await loseFee(tx, fee, checkout.id)
  await moveRefunds(tx, { checkoutId: checkout.id, event: state === 'lost' ? 'drop' : 'release', now })
  return true
}

/** The fee is gone where the lost payment is the one that pays it: not one that was sent back, or paid twice. */
async function loseFee(tx: Tx, fee: FeeModel, checkoutId: string): Promise<void> {
  const gone = { OR: [{ reason: 'paid_twice' as const }, { state: 'succeeded' as const }] }
  const paying = await tx.checkout.findFirst({
    where: { feeId: fee.id, state: 'paid', refunds: { none: gone } },
    orderBy: { settledAt: 'desc' },
    select: { id: true },
  })
  const state = paying?.id === checkoutId ? feeAfter(fee.state, 'lose') : undefined
  if (state) await tx.fee.update({ where: { id: fee.id }, data: { state } })
}

const record = (tx: Tx, what: string, { id, fee, now }: { id: string; fee: FeeModel; now: Date }) =>
  append(tx, {
    type: `payments.dispute_${what}`,
    at: now,
    actorId: null,
    subjects: [`fee:${fee.id}`, `dispute:${id}`, fee.subject],
    facts: {},
  })
