import Stripe from 'stripe'
import {
  answered,
  type CheckoutRequest,
  created,
  orNull,
  type RefundRequest,
  readDispute,
  readHint,
  readRefund,
  readSession,
  type Span,
  type StripeCheckout,
  type StripeDispute,
  type StripeHint,
  type StripeRefund,
  sessionOf,
} from './shapes'

export type StripeSettings = {
  secretKey: string
  webhookSecret: string
  /** Where Stripe is: null for Stripe itself, else the address of a stand-in, for example `http://127.0.0.1:3000/local/stripe-api`. */
  apiUrl: string | null
}

/** Stripe, as far as this product uses it. Whatever lists goes through all pages of the list. */
export type StripeGateway = {
  /** Opens a payment page; asking again with the same id gives the same page. */
  openCheckout(request: CheckoutRequest): Promise<StripeCheckout>
  /** The page as it is now; null when Stripe does not know it. */
  readCheckout(sessionId: string): Promise<StripeCheckout | null>
  /** The page on which a payment was made; null when it was not made on a page. */
  checkoutOf(intentId: string): Promise<StripeCheckout | null>
  checkoutsOf(span: Span): Promise<StripeCheckout[]>
  /** Sends money back; asking again with the same key changes nothing. Words say why Stripe does not. */
  refund(request: RefundRequest): Promise<StripeRefund | 'disputed' | 'already_refunded'>
  readRefund(id: string): Promise<StripeRefund | null>
  /** Every refund of one payment. */
  refundsOf(intentId: string): Promise<StripeRefund[]>
  refundsIn(span: Span): Promise<StripeRefund[]>
  readDispute(id: string): Promise<StripeDispute | null>
  disputesIn(span: Span): Promise<StripeDispute[]>
  /** Events of the types given, oldest first; Stripe keeps them for 30 days. */
  eventsIn(span: Span, types: readonly string[]): Promise<StripeHint[]>
  /** Reads a delivered event; null when its signature is not Stripe's, or too old. */
  readEvent(body: string, signature: string): StripeHint | null
  /** Whether sessions must be of live mode: true with a live key. */
  live: boolean
}

/** A client of Stripe, or of a stand-in that speaks the same protocol. */
export function stripeGateway({ secretKey, webhookSecret, apiUrl }: StripeSettings): StripeGateway {
  const stripe = new Stripe(secretKey, {
    apiVersion: '2026-10-28.endive',
    telemetry: false,
    timeout: 10_000,
    maxNetworkRetries: 1,
    ...addressOf(apiUrl),
  })
  return {
    live: /^(sk|rk)_live_/.test(secretKey),
    ...checkouts(stripe),
    ...refundsAndDisputes(stripe),
    readEvent(body, signature) {
      try {
        return readHint(stripe.webhooks.constructEvent(body, signature, webhookSecret))
      } catch (error) {
        if (error instanceof Stripe.errors.StripeSignatureVerificationError) return null
        throw error
      }
    },
  }
}

const everything = async <One, Read>(list: AsyncIterable<One>, read: (one: One) => Read): Promise<Read[]> => {
  const all: Read[] = []
  const go = async () => {
    for await (const one of list) all.push(read(one))
  }
  await answered(go())
  return all
}

const WITH_PAYMENT = { expand: ['payment_intent'] }
const WITH_PAYMENTS = { expand: ['data.payment_intent'] }

function checkouts({ checkout: { sessions } }: Stripe) {
  return {
    async openCheckout(request: CheckoutRequest) {
      return readSession(await answered(sessions.create(sessionOf(request), { idempotencyKey: request.checkoutId })))
    },
    async readCheckout(sessionId: string) {
      const session = await orNull(sessions.retrieve(sessionId, WITH_PAYMENT))
      return session && readSession(session)
    },
    async checkoutOf(intentId: string) {
      const { data } = await answered(sessions.list({ ...WITH_PAYMENTS, payment_intent: intentId, limit: 1 }))
      return data[0] ? readSession(data[0]) : null
    },
    checkoutsOf: (span: Span) => everything(sessions.list({ ...WITH_PAYMENTS, ...created(span) }), readSession),
  }
}

function refundsAndDisputes({ refunds, disputes, events }: Stripe) {
  return {
    async refund({ refundId, key, intentId, cents }: RefundRequest) {
      const asked = { payment_intent: intentId, amount: cents, metadata: { refund: refundId } }
      try {
        return readRefund(await answered(refunds.create(asked, { idempotencyKey: key })))
      } catch (error) {
        const code = error instanceof Stripe.errors.StripeInvalidRequestError ? error.code : undefined
        if (code === 'charge_disputed') return 'disputed' as const
        if (code === 'charge_already_refunded') return 'already_refunded' as const
        throw error
      }
    },
    async readRefund(id: string) {
      const refund = await orNull(refunds.retrieve(id))
      return refund && readRefund(refund)
    },
    refundsOf: (intentId: string) => everything(refunds.list({ payment_intent: intentId, limit: 100 }), readRefund),
    refundsIn: (span: Span) => everything(refunds.list(created(span)), readRefund),
    async readDispute(id: string) {
      const dispute = await orNull(disputes.retrieve(id))
      return dispute && readDispute(dispute)
    },
    disputesIn: (span: Span) => everything(disputes.list(created(span)), readDispute),
    async eventsIn(span: Span, types: readonly string[]) {
      const newestFirst = await everything(events.list({ ...created(span), types: [...types] }), readHint)
      return newestFirst.reverse()
    },
  }
}

/** Settings that point stripe-node at a stand-in. It has no setting for a path, so its HTTP client puts the path in front. */
export function addressOf(apiUrl: string | null): Partial<Stripe.StripeConfig> {
  if (!apiUrl) return {}
  const { protocol, hostname, port, pathname } = new URL(apiUrl)
  const scheme = protocol === 'https:' ? 'https' : 'http'
  const client = Stripe.createNodeHttpClient()
  const makeRequest: Stripe.HttpClient['makeRequest'] = (host, at, path, ...rest) =>
    client.makeRequest(host, at, pathname.replace(/\/$/, '') + path, ...rest)
  const httpClient = { getClientName: () => client.getClientName(), makeRequest }
  return { protocol: scheme, host: hostname, port: port || (scheme === 'https' ? 443 : 80), httpClient }
}
