import { type StripeGateway, stripeGateway } from '@/gateways/stripe/client'
import { type StripeCheckout, StripeUnavailable } from '@/gateways/stripe/shapes'
import { after, MINUTE } from '@/kit/time'
import type { Db } from '@/server/db'
import { env } from '@/server/env'
import { settleCheckout } from './actions/checkouts'
import { receiveEvent } from './actions/events'
import { beginCheckout, endUnopened, noteSession } from './actions/fees'
import { feeStateOf, sessionsFor } from './queries'
import { checkoutUntil, mayStillOpen, refuse } from './rules'
import type { FeeStanding } from './rules/machines'

export type World = { db: Db; stripe: StripeGateway; now: Date }
type Visit = { feeId: string; payerId: string; description: string; returnUrl: string }
type Begun = Awaited<ReturnType<typeof beginCheckout>>

/**
 * Opens Stripe's page for a fee, or the page that is open already. The visit is put down first, so that a crash between
 * the two leaves its id, and the same id asks Stripe for the same page again.
 */
export async function startCheckout(world: World, visit: Visit): Promise<{ url: string }> {
  const { db, now } = world
  const { feeId, payerId } = visit
  const begin = () => db.$transaction((tx) => beginCheckout(tx, { feeId, payerId, now }))
  const begun = await begin()
  if (begun.checkout.sessionId) await followSession(world, begun.checkout.sessionId)
  else if (!mayStillOpen(begun.checkout.createdAt, now)) await lookForPage(world, begun)
  else return openPage(world, begun, visit)
  const again = await begin()
  return again.checkout.url ? { url: again.checkout.url } : openPage(world, again, visit)
}

async function openPage({ db, stripe }: World, { fee, checkout }: Begun, page: Visit): Promise<{ url: string }> {
  const { cents, currency } = fee
  // Everything that Stripe compares under one idempotency key must be the same each time: the expiry comes from the row.
  const opened = await asking(
    stripe.openCheckout({
      ...{ checkoutId: checkout.id, cents, currency, description: page.description },
      ...{ successUrl: page.returnUrl, cancelUrl: page.returnUrl, expiresAt: checkoutUntil(checkout.createdAt) },
    }),
  )
  const { sessionId, url } = opened
  await db.$transaction((tx) => noteSession(tx, { checkoutId: checkout.id, sessionId, url }))
  if (!url) throw refuse.unreachable()
  return { url }
}

/**
 * Finds out what became of a visit whose page may or may not have been opened, when it is too late to ask again under its id:
 * Stripe's list of that time knows.
 */
async function lookForPage({ db, stripe, now }: World, { checkout }: Begun): Promise<void> {
  const { id: checkoutId, createdAt } = checkout
  const span = { from: after(createdAt, -5 * MINUTE), until: checkoutUntil(createdAt) }
  const found = (await asking(stripe.checkoutsOf(span))).find((session) => session.checkoutId === checkoutId)
  await db.$transaction(async (tx) => {
    if (!found) return endUnopened(tx, { checkoutId, now })
    await noteSession(tx, { checkoutId, sessionId: found.sessionId, url: found.url })
    await settleCheckout(tx, { sessionId: found.sessionId, fetched: found, live: stripe.live, now })
  })
}

/** Fetches a session and books what it says. */
export async function followSession({ db, stripe, now }: World, sessionId: string): Promise<void> {
  const found = await asking(stripe.readCheckout(sessionId))
  const fetched = found ?? ({ state: 'gone' } as const)
  await db.$transaction((tx) => settleCheckout(tx, { sessionId, fetched, live: stripe.live, now }))
}

/** Asks Stripe about every visit for a subject: when the payer comes back before the event does. */
export async function followFee(world: World, subject: string): Promise<FeeStanding> {
  const before = await feeStateOf(world.db, subject)
  if (before === 'none' || before === 'paid') return before
  for (const sessionId of await sessionsFor(world.db, subject)) await followSession(world, sessionId)
  return feeStateOf(world.db, subject)
}

/**
 * Takes one delivery of Stripe's and answers at once: the signature over the raw body, its age and its mode are checked, and
 * the event is put down with the job that fetches what it speaks of. The event itself is a hint and is never booked.
 */
export async function receiveDelivery({ db, stripe, now }: World, body: string, signature: string): Promise<void> {
  const hint = stripe.readEvent(body, signature)
  if (!hint) throw refuse.badSignature()
  if (hint.live !== stripe.live) throw refuse.otherMode()
  const { live: _, ...event } = hint
  await db.$transaction((tx) => receiveEvent(tx, { ...event, now }))
}

/** Says in our words that Stripe is away; anything else that fails is a bug and stays one. */
export const asking = <Answer>(call: Promise<Answer>): Promise<Answer> =>
  call.catch((error: unknown) => {
    throw error instanceof StripeUnavailable ? refuse.unreachable() : error
  })

let opened: StripeGateway | undefined

/** Stripe as this installation is set up to reach it; on the local network, the stand-in. */
export function stripe(): StripeGateway {
  const { STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET, STRIPE_API_URL } = env()
  opened ??= stripeGateway({
    secretKey: STRIPE_SECRET_KEY,
    webhookSecret: STRIPE_WEBHOOK_SECRET,
    apiUrl: STRIPE_API_URL ?? null,
  })
  return opened
}

/** A payment page as Stripe knows it, with what happened to its payment since; null for none. */
export async function lookAtSession(gateway: StripeGateway, sessionId: string) {
  const page = await asking(gateway.readCheckout(sessionId))
  if (!page) return null
  const refunds = page.intentId ? await asking(gateway.refundsOf(page.intentId)) : []
  return { ...pageFacts(page), refunded: refunds.some(({ state }) => state === 'succeeded') }
}

const pageFacts = ({ state, cents, currency }: StripeCheckout) => ({ state, cents, currency })
