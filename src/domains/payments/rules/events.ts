/** The events that tell something of our payments: what the endpoint at Stripe must be set to send. */
export const HEARD_EVENTS = [
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'checkout.session.expired',
  'refund.created',
  'refund.updated',
  'refund.failed',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
] as const

export const isHeard = (type: string): boolean => (HEARD_EVENTS as readonly string[]).includes(type)
