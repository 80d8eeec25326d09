import { randomUUID } from 'node:crypto'
import Stripe from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startStripe } from '@/test/stripe'
import { type CheckoutRequest, StripeUnavailable } from './client'
import { parseForm } from './standin-form'

let clock = new Date('2027-01-04T09:00:00Z')
let stripe: Awaited<ReturnType<typeof startStripe>>
beforeAll(async () => {
  stripe = await startStripe(() => clock)
})
afterAll(() => stripe.stop())

const request = (change: Partial<CheckoutRequest> = {}): CheckoutRequest => ({
  checkoutId: randomUUID(),
  cents: 2_500,
  currency: 'usd',
  description: 'Application fee',
  successUrl: 'http://site.example/back?session={CHECKOUT_SESSION_ID}',
  cancelUrl: 'http://site.example/back',
  expiresAt: new Date('2027-01-04T21:00:00Z'),
  ...change,
})

test('a page is opened, paid, and delivered once with a signature that holds', async () => {
  const asked = request()
  const opened = await stripe.gateway().openCheckout(asked)
  expect(opened).toMatchObject({
    checkoutId: asked.checkoutId,
    state: 'open',
    cents: 2_500,
    currency: 'usd',
    live: false,
  })
  expect(await stripe.pay(opened.sessionId)).toBe(`http://site.example/back?session=${opened.sessionId}`)
  expect(await stripe.pay(opened.sessionId)).toBe(`http://site.example/back?session=${opened.sessionId}`)
  expect(await stripe.gateway().readCheckout(opened.sessionId)).toMatchObject({ state: 'paid' })
  expect(stripe.deliveries).toHaveLength(1)
  const { body, signature } = stripe.deliveries[0]!
  expect(stripe.gateway().readEvent(body, signature)).toMatchObject({
    type: 'checkout.session.completed',
    sessionId: opened.sessionId,
  })
  expect(stripe.gateway().readEvent(body.replace('paid', 'unpaid'), signature)).toBeNull()
  expect(stripe.gateway({ webhookSecret: 'whsec_other' }).readEvent(body, signature)).toBeNull()
  expect(body).not.toMatch(/email|name":"(?!Application)/)
})
test('an event that is signed too long ago is refused', () => {
  const payload = JSON.stringify({ id: 'evt_1', object: 'event', type: 'x', data: { object: {} } })
  const old = Math.floor(Date.now() / 1_000) - 600
  const sign = (timestamp: number) =>
    new Stripe('sk_test_x').webhooks.generateTestHeaderString({ payload, secret: stripe.keys.webhookSecret, timestamp })
  expect(stripe.gateway().readEvent(payload, sign(old))).toBeNull()
  expect(stripe.gateway().readEvent(payload, sign(old + 590))).toMatchObject({ eventId: 'evt_1', sessionId: null })
})
test('a declined card leaves the page open', async () => {
  const { sessionId, url } = await stripe.gateway().openCheckout(request())
  expect(await stripe.pay(sessionId, 'pm_card_chargeDeclined')).toBe(`${url}?declined=1`)
  expect(await stripe.gateway().readCheckout(sessionId)).toMatchObject({ state: 'open' })
})
test('the same id gives the same page, and never another amount', async () => {
  const asked = request()
  const [first, second] = await Promise.all([1, 2].map(() => stripe.gateway().openCheckout(asked)))
  expect(second).toEqual(first)
  await expect(stripe.gateway().openCheckout({ ...asked, cents: 1 })).rejects.toThrow('same parameters')
})
test('a wrong key, an amount of 0 and an unknown page are refused as Stripe refuses them', async () => {
  await expect(stripe.gateway({ secretKey: 'sk_test_other' }).openCheckout(request())).rejects.toBeInstanceOf(
    Stripe.errors.StripeAuthenticationError,
  )
  await expect(stripe.gateway().openCheckout(request({ cents: 0 }))).rejects.toThrow('Invalid positive integer')
  expect(await stripe.gateway().readCheckout('cs_test_unknown')).toBeNull()
})
test('a page that nobody used expires', async () => {
  const { sessionId } = await stripe.gateway().openCheckout(request())
  clock = new Date('2027-01-04T21:00:00Z')
  expect(await stripe.gateway().readCheckout(sessionId)).toMatchObject({ state: 'expired' })
})
test('a Stripe that does not answer is unavailable, not broken', async () => {
  const nowhere = stripe.gateway({ apiUrl: 'http://127.0.0.1:1/stripe-api' })
  await expect(nowhere.readCheckout('cs_test_x')).rejects.toBeInstanceOf(StripeUnavailable)
})
test('a field named like a prototype stays a field', () => {
  expect(parseForm('a[__proto__][x]=1&a[b]=2')).toEqual(
    new Map([
      [
        'a',
        new Map<string, unknown>([
          ['__proto__', new Map([['x', '1']])],
          ['b', '2'],
        ]),
      ],
    ]),
  )
})
