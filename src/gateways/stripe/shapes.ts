import Stripe from 'stripe'
import { toSafeInteger } from '@/kit/integer'
import { fromUnix, toUnix } from '@/kit/time'

/** What is asked of Stripe: one amount, one reference. Names, mails and ids of persons stay here. */
export type CheckoutRequest = {
  /** Our id of this visit: Stripe's idempotency key, and the reference that comes back. */
  checkoutId: string
  cents: number
  /** ISO 4217, lower case. */
  currency: string
  /** What the payer reads on the payment page. */
  description: string
  successUrl: string
  cancelUrl: string
  expiresAt: Date
}

/**
 * A payment page as Stripe knows it now. `processing`: the payer is done and the bank still confirms; `failed`: the bank did
 * not; paid is what Stripe calls paid and nothing else.
 */
export type StripeCheckout = {
  sessionId: string
  checkoutId: string | null
  intentId: string | null
  url: string | null
  state: 'open' | 'processing' | 'paid' | 'failed' | 'expired'
  cents: number
  currency: string
  live: boolean
  createdAt: Date
}

/** What is to go back of one payment. `refundId` is our reference, `key` the idempotency key of this try. */
export type RefundRequest = { refundId: string; key: string; intentId: string; cents: number }

/** A refund as Stripe knows it now. */
export type StripeRefund = {
  id: string
  /** Our reference; null for one that somebody made elsewhere, such as in Stripe's dashboard. */
  refundId: string | null
  intentId: string | null
  state: 'pending' | 'succeeded' | 'failed'
  cents: number
  currency: string
  createdAt: Date
}

/** A dispute as Stripe knows it now. An inquiry counts as one: the bank asks, and may take the money next. */
export type StripeDispute = {
  id: string
  intentId: string | null
  state: 'open' | 'won' | 'lost'
  cents: number
  currency: string
  live: boolean
  createdAt: Date
}

/** What an event says happened. It is a hint: the object is fetched before anything is believed. */
export type StripeHint = { eventId: string; type: string; objectType: string; objectId: string; live: boolean }

/** The half-open span [from, until) in which something was made. */
export type Span = { from: Date; until: Date }

const seconds = (instant: Date): number => toSafeInteger(toUnix(instant))
const instantOf = (created: number): Date => fromUnix(BigInt(created))
const idOf = (expandable: string | { id: string } | null | undefined): string | null =>
  typeof expandable === 'string' ? expandable : (expandable?.id ?? null)

/** A span as Stripe's lists take it. */
export const created = ({ from, until }: Span) => ({ limit: 100, created: { gte: seconds(from), lt: seconds(until) } })

/** What Stripe is sent to open a page. */
export function sessionOf(request: CheckoutRequest): Stripe.Checkout.SessionCreateParams {
  const { cents, currency, description } = request
  return {
    mode: 'payment',
    client_reference_id: request.checkoutId,
    line_items: [{ quantity: 1, price_data: { currency, unit_amount: cents, product_data: { name: description } } }],
    success_url: request.successUrl,
    cancel_url: request.cancelUrl,
    expires_at: seconds(request.expiresAt),
  }
}

/** A session as this product reads it. Its payment must have come with it where the payer is done. */
export function readSession(session: Stripe.Checkout.Session): StripeCheckout {
  return {
    sessionId: session.id,
    checkoutId: session.client_reference_id,
    intentId: idOf(session.payment_intent),
    url: session.url,
    state: stateOf(session),
    cents: session.amount_total ?? 0,
    currency: session.currency ?? '',
    live: session.livemode,
    createdAt: instantOf(session.created),
  }
}

function stateOf({ payment_status, status, payment_intent }: Stripe.Checkout.Session): StripeCheckout['state'] {
  if (payment_status === 'paid') return 'paid'
  if (status === 'expired') return 'expired'
  if (status !== 'complete') return 'open'
  const payment = typeof payment_intent === 'object' ? payment_intent?.status : undefined
  return payment === 'requires_payment_method' || payment === 'canceled' ? 'failed' : 'processing'
}

export function readRefund(refund: Stripe.Refund): StripeRefund {
  const { id, amount, currency, status, metadata } = refund
  const state =
    status === 'succeeded' ? 'succeeded' : status === 'failed' || status === 'canceled' ? 'failed' : 'pending'
  return {
    ...{ id, state, cents: amount, currency, refundId: metadata?.refund ?? null },
    intentId: idOf(refund.payment_intent),
    createdAt: instantOf(refund.created),
  }
}

const DECIDED: Readonly<Record<string, StripeDispute['state']>> = {
  won: 'won',
  prevented: 'won',
  warning_closed: 'won',
  lost: 'lost',
}

export function readDispute(dispute: Stripe.Dispute): StripeDispute {
  const { id, amount, currency, livemode, status } = dispute
  return {
    ...{ id, cents: amount, currency, live: livemode, state: DECIDED[status] ?? 'open' },
    intentId: idOf(dispute.payment_intent),
    createdAt: instantOf(dispute.created),
  }
}

export function readHint(event: Stripe.Event): StripeHint {
  const object = event.data.object as { object?: string; id?: string }
  const { id: eventId, type, livemode: live } = event
  return { eventId, type, live, objectType: object.object ?? '', objectId: object.id ?? '' }
}

/** Stripe could not be asked, or could not answer. Whether it acted is unknown, so the same id is used again. */
export class StripeUnavailable extends Error {
  constructor(cause: Error) {
    super(`Stripe is unavailable: ${cause.message}`, { cause })
    this.name = 'StripeUnavailable'
  }
}

/** Stripe's answer, with the failures that time may heal set apart from those that are bugs. */
export async function answered<Answer>(call: PromiseLike<Answer>): Promise<Answer> {
  const { StripeConnectionError, StripeAPIError, StripeRateLimitError } = Stripe.errors
  try {
    return await call
  } catch (error) {
    const passing =
      error instanceof StripeConnectionError || error instanceof StripeAPIError || error instanceof StripeRateLimitError
    throw passing ? new StripeUnavailable(error) : error
  }
}

/** Stripe's answer; null where it says that there is no such thing. */
export async function orNull<Answer>(call: PromiseLike<Answer>): Promise<Answer | null> {
  try {
    return await answered(call)
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing') return null
    throw error
  }
}
