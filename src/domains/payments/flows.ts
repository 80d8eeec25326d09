import { type StripeGateway, StripeUnavailable, stripeGateway } from '@/gateways/stripe/client'
import type { Db } from '@/server/db'
import { env } from '@/server/env'
import * as actions from './actions'
import { feeStateOf, sessionsFor } from './queries'
import { checkoutUntil, refuse } from './rules'

type World = { db: Db; stripe: StripeGateway; now: Date }

/**
 * Opens Stripe's page for a fee, or the page that is open already. The visit is put down first, so that a crash between
 * the two leaves its id, and the same id asks Stripe for the same page again.
 */
export async function startCheckout(
  { db, stripe, now }: World,
  visit: { feeId: string; payerId: string; description: string; returnUrl: string },
): Promise<{ url: string }> {
  const { feeId, payerId, description, returnUrl } = visit
  const { fee, checkout } = await db.$transaction((tx) => actions.beginCheckout(tx, { feeId, payerId, now }))
  if (checkout.sessionId) {
    await followSession({ db, stripe, now }, checkout.sessionId)
    const state = await feeStateOf(db, fee.subject)
    if (state === 'paid') throw refuse.alreadyPaid()
    const again = await db.$transaction((tx) => actions.beginCheckout(tx, { feeId, payerId, now }))
    if (again.checkout.url) return { url: again.checkout.url }
    return openPage({ db, stripe, now }, again, { description, returnUrl })
  }
  return openPage({ db, stripe, now }, { fee, checkout }, { description, returnUrl })
}

type Begun = Awaited<ReturnType<typeof actions.beginCheckout>>

async function openPage(
  { db, stripe }: World,
  { fee, checkout }: Begun,
  page: { description: string; returnUrl: string },
) {
  const { cents, currency } = fee
  // Everything that Stripe compares under one idempotency key must be the same each time: the expiry comes from the row.
  const opened = await asking(
    stripe.openCheckout({
      ...{ checkoutId: checkout.id, cents, currency, description: page.description },
      ...{ successUrl: page.returnUrl, cancelUrl: page.returnUrl, expiresAt: checkoutUntil(checkout.createdAt) },
    }),
  )
  const { sessionId, url } = opened
  await db.$transaction((tx) => actions.noteSession(tx, { checkoutId: checkout.id, sessionId, url }))
  if (!url) throw refuse.unreachable()
  return { url }
}

/** Fetches a session and books what it says. */
export async function followSession({ db, stripe, now }: World, sessionId: string): Promise<void> {
  const found = await asking(stripe.readCheckout(sessionId))
  const fetched = found ?? ({ state: 'gone' } as const)
  await db.$transaction((tx) => actions.settleCheckout(tx, { sessionId, fetched, live: stripe.live, now }))
}

/** Asks Stripe about every visit for a subject: when the payer comes back before the event does. */
export async function followFee(world: World, subject: string): Promise<'none' | 'due' | 'paid'> {
  if ((await feeStateOf(world.db, subject)) === 'due')
    for (const sessionId of await sessionsFor(world.db, subject)) await followSession(world, sessionId)
  return feeStateOf(world.db, subject)
}

/**
 * Handles one delivery of Stripe's. An event is a hint: what is booked comes from the session as fetched now. An error
 * leaves the event unhandled, so that its next delivery tries again.
 */
export async function receiveDelivery({ db, stripe, now }: World, body: string, signature: string): Promise<void> {
  const hint = stripe.readEvent(body, signature)
  if (!hint) throw refuse.badSignature()
  const { eventId: id, type, sessionId } = hint
  const fresh = await db.$transaction((tx) => actions.receiveEvent(tx, { id, type, now }))
  if (!fresh) return
  if (sessionId) await followSession({ db, stripe, now }, sessionId)
  await db.$transaction((tx) => actions.closeEvent(tx, { id, now }))
}

/** Says in our words that Stripe is away; anything else that fails is a bug and stays one. */
const asking = <Answer>(call: Promise<Answer>): Promise<Answer> =>
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

/** A payment page as Stripe knows it; null for none. */
export const lookAtSession = (gateway: StripeGateway, sessionId: string) => asking(gateway.readCheckout(sessionId))
