import { after, DAY, HOUR } from '@/kit/time'
import { nextState, type TransitionTable } from '@/kit/transition'

export const FEE_STATES = ['due', 'paid', 'refunding', 'refunded', 'charged_back'] as const
export type FeeState = (typeof FEE_STATES)[number]
export const FEE_EVENTS = ['pay', 'return', 'returned', 'bounced', 'lose'] as const
export type FeeEvent = (typeof FEE_EVENTS)[number]

/**
 * A fee: `return` when it is to go back, `returned` when the bank has it, `bounced` when the bank sent it back after all,
 * `lose` when a payer's bank took it. One that went back or was taken is paid anew.
 */
export const FEE: TransitionTable<FeeState, FeeEvent> = {
  due: { pay: 'paid' },
  paid: { return: 'refunding', lose: 'charged_back' },
  refunding: { returned: 'refunded', lose: 'charged_back' },
  refunded: { bounced: 'refunding', pay: 'paid' },
  charged_back: { pay: 'paid' },
}

export const CHECKOUT_STATES = ['open', 'processing', 'paid', 'failed', 'expired', 'review'] as const
export type CheckoutState = (typeof CHECKOUT_STATES)[number]
/** What a look at Stripe shows; `strange`: a payment that is not the one that was asked for. */
export const CHECKOUT_EVENTS = ['processing', 'paid', 'failed', 'expired', 'strange'] as const
export type CheckoutEvent = (typeof CHECKOUT_EVENTS)[number]

/** A visit to the payment page. A payment is a fact, however late it is seen; nothing takes it back, and staff look at what is strange. */
export const CHECKOUT: TransitionTable<CheckoutState, CheckoutEvent> = {
  open: { processing: 'processing', paid: 'paid', failed: 'failed', expired: 'expired', strange: 'review' },
  processing: { paid: 'paid', failed: 'failed', strange: 'review' },
  failed: { paid: 'paid', strange: 'review' },
  expired: { paid: 'paid', strange: 'review' },
  paid: {},
  review: {},
}

export const REFUND_STATES = ['wanted', 'held', 'pending', 'succeeded', 'failed', 'dropped'] as const
export type RefundState = (typeof REFUND_STATES)[number]
export const REFUND_EVENTS = ['hold', 'release', 'drop', 'pending', 'succeeded', 'failed'] as const
export type RefundEvent = (typeof REFUND_EVENTS)[number]

/**
 * Money on its way back. While a dispute is open it is held: Stripe returns no disputed payment, and a lost dispute has
 * returned it already. What Stripe did is a fact in every state; a bank may even send back what had arrived.
 */
export const REFUND: TransitionTable<RefundState, RefundEvent> = {
  wanted: { hold: 'held', drop: 'dropped', pending: 'pending', succeeded: 'succeeded', failed: 'failed' },
  held: { release: 'wanted', drop: 'dropped', pending: 'pending', succeeded: 'succeeded', failed: 'failed' },
  pending: { succeeded: 'succeeded', failed: 'failed' },
  succeeded: { failed: 'failed' },
  failed: {},
  dropped: { pending: 'pending', succeeded: 'succeeded' },
}

export const DISPUTE_STATES = ['open', 'won', 'lost'] as const
export type DisputeState = (typeof DISPUTE_STATES)[number]
export const DISPUTE_EVENTS = ['won', 'lost'] as const
export type DisputeEvent = (typeof DISPUTE_EVENTS)[number]

/** A dispute: what the bank decided stays. */
export const DISPUTE: TransitionTable<DisputeState, DisputeEvent> = {
  open: { won: 'won', lost: 'lost' },
  won: {},
  lost: {},
}

export const feeAfter = (state: FeeState, event: FeeEvent) => nextState(FEE, state, event)
export const checkoutAfter = (state: CheckoutState, event: CheckoutEvent) => nextState(CHECKOUT, state, event)
export const refundAfter = (state: RefundState, event: RefundEvent) => nextState(REFUND, state, event)
export const disputeAfter = (state: DisputeState, event: DisputeEvent) => nextState(DISPUTE, state, event)

/** Where a fee stands, as people are told: `processing` while a bank still confirms, `disputed` while one asks for it back. */
export type FeeStanding = 'none' | 'processing' | 'disputed' | FeeState

/** The standing of a fee. A dispute hides what was paid; a payment under way hides that it is due. */
export function standingOf(fee: { state: FeeState; disputed: boolean; processing: boolean } | null): FeeStanding {
  if (!fee) return 'none'
  if (fee.disputed) return 'disputed'
  return fee.processing && mayBePaid(fee.state) ? 'processing' : fee.state
}

/** Whether somebody may pay a fee that stands like this. */
export const mayBePaid = (state: FeeState): boolean => feeAfter(state, 'pay') !== undefined

/** Whether what a fee was paid for stands still: its payment is disputed, or a bank took it back. */
export const isFrozen = (standing: FeeStanding): boolean => standing === 'disputed' || standing === 'charged_back'

/** Until when a refusal brings a fee back that is paid now: whole days of 24 hours in UTC, whatever the calendar does. */
export const refundUntil = (paidAt: Date, days: number): Date => after(paidAt, days * DAY)

/** Whether a refusal at this instant brings the fee back: strictly before the instant that was fixed at payment. */
export const isInRefundTime = (now: Date, until: Date): boolean => now < until

/** Stripe keeps an idempotency key at least this long. An older key proves nothing: then the lists are read. */
const KEY_COUNTS = 23 * HOUR

/** Whether a call may be repeated under the key of its first try. */
export const isKeyGood = (askedAt: Date | null, now: Date): boolean => !askedAt || now < after(askedAt, KEY_COUNTS)
