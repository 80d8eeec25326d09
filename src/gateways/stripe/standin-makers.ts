import { type FormValue, numberAt, textAt, textsAt } from './standin-form'
import { nameFrom, one, type Refund, Refused, type Session, type Store } from './standin-objects'

const invalid = (param: string, message: string, code = 'parameter_invalid_integer') =>
  new Refused(400, { type: 'invalid_request_error', code, param, message })

function wholeNumber(text: string, param: string): number {
  if (/^[1-9]\d{0,11}$/.test(text)) return Number(text)
  throw invalid(param, `Invalid positive integer: ${text}`)
}

/** A new payment page, from what stripe-node sends. */
export function makeSession(key: string, form: FormValue, { payUrl, now }: { payUrl: string; now: number }): Session {
  const field = (...path: string[]) => textAt(form, path)
  const price = (name: string) => field('line_items', '0', 'price_data', name)
  const cents = wholeNumber(price('unit_amount'), 'line_items[0][price_data][unit_amount]')
  const id = nameFrom('cs_test', key)
  const expires = wholeNumber(field('expires_at') || String(now + 86_400), 'expires_at')
  if (expires < now + 1_800)
    throw invalid(
      'expires_at',
      'The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.',
    )
  return {
    ...{ id, object: 'checkout.session', mode: 'payment', status: 'open', payment_status: 'unpaid', livemode: false },
    ...{ amount_total: cents * wholeNumber(field('line_items', '0', 'quantity') || '1', 'line_items[0][quantity]') },
    ...{ payment_intent: null, currency: price('currency'), url: `${payUrl}/${id}` },
    description: field('line_items', '0', 'price_data', 'product_data', 'name'),
    client_reference_id: field('client_reference_id') || null,
    success_url: field('success_url'),
    cancel_url: field('cancel_url') || null,
    ...{ expires_at: expires, created: now, metadata: {} },
  }
}

/** A new refund of a payment: never of more than was paid, and not while the payment is disputed. */
export function makeRefund(store: Store, key: string, form: FormValue, now: number): Refund {
  const intent = one(store.intents, 'payment_intent', textAt(form, ['payment_intent']))
  const amount = numberAt(form, ['amount']) ?? intent.amount
  if (store.disputesOf(intent.id).some(({ status }) => status !== 'won'))
    throw invalid('payment_intent', 'This payment has been charged back; cannot issue a refund.', 'charge_disputed')
  const back = store.refundsOf(intent.id).reduce((sum, one) => sum + (one.status === 'succeeded' ? one.amount : 0), 0)
  if (intent.status !== 'succeeded' || back + amount > intent.amount)
    throw invalid('payment_intent', 'This payment has already been refunded.', 'charge_already_refunded')
  return {
    ...{ id: nameFrom('re', key), object: 'refund', created: now, livemode: false, status: 'succeeded' },
    ...{ amount, currency: intent.currency, payment_intent: intent.id, metadata: textsAt(form, ['metadata']) },
  }
}
