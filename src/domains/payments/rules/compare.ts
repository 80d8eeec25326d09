import { formatCents } from '../rules'

/** How Stripe's lists and these books can differ. */
export const DIFFERENCE_WORDS = {
  other_payment: 'Paid, but not what was asked for',
  unknown_payment: 'A payment that nobody here asked for',
  payment_missing: 'Paid here, not in Stripe’s list',
  payment_unpaid: 'Paid here, not paid at Stripe',
  unknown_refund: 'A refund of ours that was made elsewhere',
  refund_missing: 'A refund here, not in Stripe’s list',
  refund_amount: 'A refund of another amount',
  unknown_dispute: 'A dispute about a payment that is none of ours',
} as const
export type DifferenceKind = keyof typeof DIFFERENCE_WORDS

/** One thing in which both differ; `about` is Stripe's or our name of it. */
export type Difference = { kind: DifferenceKind; about: string; subject: string; detail: string; madeAt: Date }

type Listed = { cents: number; currency: string; createdAt: Date }
export type ListedSession = Listed & { sessionId: string; checkoutId: string | null; state: string }
export type ListedRefund = Listed & { id: string; refundId: string | null; intentId: string | null; state: string }
export type ListedDispute = Listed & { id: string; intentId: string | null }

/** Our visit to a payment page, our refund, as far as they are compared. */
export type OwnCheckout = {
  id: string
  sessionId: string | null
  intentId: string | null
  state: string
  createdAt: Date
  subject: string
}
export type OwnRefund = {
  id: string
  stripeId: string | null
  cents: number
  state: string
  wantedAt: Date
  subject: string
}

type Lists = {
  sessions: readonly ListedSession[]
  refunds: readonly ListedRefund[]
  disputes: readonly ListedDispute[]
}
type Own = { checkouts: readonly OwnCheckout[]; refunds: readonly OwnRefund[]; disputes: readonly string[] }

const amount = ({ cents, currency }: Listed) => formatCents(cents, currency)

/** Everything in which Stripe's lists of a span and our rows of that span differ, after our rows took up what Stripe said. */
export function differencesOf(lists: Lists, own: Own): Difference[] {
  return [...sessionDifferences(lists, own), ...refundDifferences(lists, own), ...disputeDifferences(lists, own)]
}

function sessionDifferences({ sessions }: Lists, { checkouts }: Own): Difference[] {
  const bySession = new Map(checkouts.map((checkout) => [checkout.sessionId, checkout]))
  const found: Difference[] = []
  for (const session of sessions) {
    const { sessionId, state, createdAt: madeAt } = session
    const ours = bySession.get(sessionId)
    const facts = { about: sessionId, subject: ours?.subject ?? '', detail: amount(session), madeAt }
    if (!ours && state === 'paid') found.push({ kind: 'unknown_payment', ...facts })
    if (ours?.state === 'review') found.push({ kind: 'other_payment', ...facts })
    if (ours?.state === 'paid' && state !== 'paid') found.push({ kind: 'payment_unpaid', ...facts })
  }
  const listed = new Set(sessions.map(({ sessionId }) => sessionId))
  for (const { id, sessionId, state, subject, createdAt } of checkouts)
    if (state === 'paid' && !listed.has(sessionId ?? ''))
      found.push({ kind: 'payment_missing', about: sessionId ?? id, subject, detail: '', madeAt: createdAt })
  return found
}

function refundDifferences({ refunds }: Lists, own: Own): Difference[] {
  const byName = new Map(own.refunds.map((refund) => [refund.stripeId, refund]))
  const byIntent = new Map(own.checkouts.map(({ intentId, subject }) => [intentId, subject]))
  const found: Difference[] = []
  for (const refund of refunds) {
    const ours = byName.get(refund.id)
    const subject = ours?.subject ?? byIntent.get(refund.intentId)
    if (subject === undefined) continue
    const facts = { about: refund.id, subject, detail: amount(refund), madeAt: refund.createdAt }
    if (!ours && refund.state !== 'failed') found.push({ kind: 'unknown_refund', ...facts })
    if (ours && ours.cents !== refund.cents) found.push({ kind: 'refund_amount', ...facts })
  }
  const listed = new Set(refunds.map(({ id }) => id))
  for (const { stripeId, subject, wantedAt } of own.refunds)
    if (stripeId && !listed.has(stripeId))
      found.push({ kind: 'refund_missing', about: stripeId, subject, detail: '', madeAt: wantedAt })
  return found
}

function disputeDifferences({ disputes }: Lists, own: Own): Difference[] {
  return disputes
    .filter(({ id }) => !own.disputes.includes(id))
    .map((dispute) => {
      const facts = { about: dispute.id, subject: '', detail: amount(dispute), madeAt: dispute.createdAt }
      return { kind: 'unknown_dispute' as const, ...facts }
    })
}
