import Stripe from 'stripe'
import { toSafeInteger } from '@/kit/integer'
import { toUnix } from '@/kit/time'

export type StripeSettings = {
  secretKey: string
  webhookSecret: string
  /** Where Stripe is: null for Stripe itself, else the address of a stand-in, for example `http://127.0.0.1:3000/local/stripe-api`. */
  apiUrl: string | null
}

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

/** A payment page as Stripe knows it now. */
export type StripeCheckout = {
  sessionId: string
  checkoutId: string | null
  url: string | null
  state: 'open' | 'paid' | 'expired'
  cents: number
  currency: string
  live: boolean
}

/** What an event says happened. It is a hint: the session is fetched before anything is believed. */
export type StripeHint = { eventId: string; type: string; sessionId: string | null }

/** Stripe could not be asked, or could not answer. Whether it acted is unknown, so the same id is used again. */
export class StripeUnavailable extends Error {
  constructor(cause: Error) {
    super(`Stripe is unavailable: ${cause.message}`, { cause })
    this.name = 'StripeUnavailable'
  }
}

/** Stripe, as far as this product uses it. */
export type StripeGateway = {
  /** Opens a payment page; asking again with the same id gives the same page. */
  openCheckout(request: CheckoutRequest): Promise<StripeCheckout>
  /** The page as it is now; null when Stripe does not know it. */
  readCheckout(sessionId: string): Promise<StripeCheckout | null>
  /** Reads a delivered event; null when its signature is not Stripe's, or too old. */
  readEvent(body: string, signature: string): StripeHint | null
  /** Whether sessions must be of live mode: true with a live key. */
  live: boolean
}

/** A client of Stripe, or of a stand-in that speaks the same protocol. */
export function stripeGateway({ secretKey, webhookSecret, apiUrl }: StripeSettings): StripeGateway {
  const stripe = new Stripe(secretKey, {
    telemetry: false,
    timeout: 10_000,
    maxNetworkRetries: 1,
    ...addressOf(apiUrl),
  })
  return {
    live: secretKey.startsWith('sk_live_'),
    async openCheckout(request) {
      const options = { idempotencyKey: request.checkoutId }
      return readSession(await answered(stripe.checkout.sessions.create(sessionOf(request), options)))
    },
    async readCheckout(sessionId) {
      try {
        return readSession(await answered(stripe.checkout.sessions.retrieve(sessionId)))
      } catch (error) {
        if (error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing') return null
        throw error
      }
    },
    readEvent(body, signature) {
      try {
        const event = stripe.webhooks.constructEvent(body, signature, webhookSecret)
        const object = event.data.object
        const sessionId = object.object === 'checkout.session' ? object.id : null
        return { eventId: event.id, type: event.type, sessionId }
      } catch (error) {
        if (error instanceof Stripe.errors.StripeSignatureVerificationError) return null
        throw error
      }
    },
  }
}

/** Stripe's answer, with the failures that time may heal set apart from those that are bugs. */
async function answered<Answer>(call: Promise<Answer>): Promise<Answer> {
  const { StripeConnectionError, StripeAPIError, StripeRateLimitError } = Stripe.errors
  return call.catch((error: unknown) => {
    const passing =
      error instanceof StripeConnectionError || error instanceof StripeAPIError || error instanceof StripeRateLimitError
    throw passing ? new StripeUnavailable(error) : error
  })
}

function sessionOf(request: CheckoutRequest): Stripe.Checkout.SessionCreateParams {
  const { cents, currency, description } = request
  return {
    mode: 'payment',
    client_reference_id: request.checkoutId,
    line_items: [{ quantity: 1, price_data: { currency, unit_amount: cents, product_data: { name: description } } }],
    success_url: request.successUrl,
    cancel_url: request.cancelUrl,
    expires_at: toSafeInteger(toUnix(request.expiresAt)),
  }
}

function readSession(session: Stripe.Checkout.Session): StripeCheckout {
  return {
    sessionId: session.id,
    checkoutId: session.client_reference_id,
    url: session.url,
    state: session.payment_status === 'paid' ? 'paid' : session.status === 'expired' ? 'expired' : 'open',
    cents: session.amount_total ?? 0,
    currency: session.currency ?? '',
    live: session.livemode,
  }
}

/** Settings that point stripe-node at a stand-in. It has no setting for a path, so its HTTP client puts the path in front. */
function addressOf(apiUrl: string | null): Partial<Stripe.StripeConfig> {
  if (!apiUrl) return {}
  const { protocol, hostname, port, pathname } = new URL(apiUrl)
  const scheme = protocol === 'https:' ? 'https' : 'http'
  const client = Stripe.createNodeHttpClient()
  const makeRequest: Stripe.HttpClient['makeRequest'] = (host, at, path, ...rest) =>
    client.makeRequest(host, at, pathname.replace(/\/$/, '') + path, ...rest)
  const httpClient = { getClientName: () => client.getClientName(), makeRequest }
  return { protocol: scheme, host: hostname, port: port || (scheme === 'https' ? 443 : 80), httpClient }
}
