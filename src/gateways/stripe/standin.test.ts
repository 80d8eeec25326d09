import { randomUUID } from 'node:crypto'
import Stripe from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startStripe } from '@/test/stripe'
import { type CheckoutRequest, StripeUnavailable } from './shapes'
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
    objectType: 'checkout.session',
    objectId: opened.sessionId,
    live: false,
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
  expect(stripe.gateway().readEvent(payload, sign(old + 590))).toMatchObject({ eventId: 'evt_1', objectId: '' })
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

/** A paid page, and its payment. */
async function paid(card = 'pm_card_visa') {
  const { sessionId } = await stripe.gateway().openCheckout(request({ expiresAt: new Date('2027-01-05T09:00:00Z') }))
  await stripe.pay(sessionId, card)
  const { intentId } = (await stripe.gateway().readCheckout(sessionId))!
  return { sessionId, intentId: intentId! }
}
const back = (intentId: string, cents = 2_500) => ({ refundId: randomUUID(), key: randomUUID(), intentId, cents })

test('a refund is made once under its key, never of more than was paid, and never of a disputed payment', async () => {
  const { intentId, sessionId } = await paid()
  const half = back(intentId, 1_500)
  const [one, same] = [await stripe.gateway().refund(half), await stripe.gateway().refund(half)]
  expect(one).toMatchObject({ refundId: half.refundId, cents: 1_500, state: 'succeeded', intentId })
  expect(same).toEqual(one)
  expect(await stripe.gateway().refund(back(intentId, 1_001))).toBe('already_refunded')
  expect(await stripe.gateway().refundsOf(intentId)).toEqual([one])
  expect(await stripe.gateway().checkoutOf(intentId)).toMatchObject({ sessionId })
  await stripe.bank(sessionId, 'dispute')
  expect(await stripe.gateway().refund(back(intentId, 1_000))).toBe('disputed')
  expect(await stripe.gateway().readRefund('re_unknown')).toBeNull()
})
test('a bank that confirms later: processing, then paid or failed', async () => {
  for (const [act, state] of [
    ['settle', 'paid'],
    ['bounce', 'failed'],
  ] as const) {
    const { sessionId } = await paid('pm_usBankAccount')
    expect(await stripe.gateway().readCheckout(sessionId)).toMatchObject({ state: 'processing' })
    await stripe.bank(sessionId, act)
    expect(await stripe.gateway().readCheckout(sessionId)).toMatchObject({ state })
  }
})
test('lists are read to their end, whatever their length, and within a span alone', async () => {
  const start = clock
  clock = new Date('2027-02-01T00:00:00Z')
  const many = Array.from({ length: 130 }, () => request({ expiresAt: new Date('2027-02-02T00:00:00Z') }))
  for (const one of many) await stripe.gateway().openCheckout(one)
  const span = { from: clock, until: new Date(clock.getTime() + 1_000) }
  const listed = await stripe.gateway().checkoutsOf(span)
  expect(new Set(listed.map(({ checkoutId }) => checkoutId))).toEqual(new Set(many.map(({ checkoutId }) => checkoutId)))
  expect(await stripe.gateway().checkoutsOf({ from: span.until, until: new Date('2027-03-01T00:00:00Z') })).toEqual([])
  const { sessionId } = listed[0]!
  await stripe.pay(sessionId, 'pm_card_createDispute')
  const types = ['charge.dispute.created', 'checkout.session.completed']
  expect((await stripe.gateway().eventsIn(span, types)).map(({ type }) => type)).toEqual(types.toReversed())
  expect(await stripe.gateway().disputesIn(span)).toMatchObject([{ state: 'open', cents: 2_500, live: false }])
  clock = start
})
test('what it kept on a shelf is there in the next run', async () => {
  let kept: string | null = null
  const save = (text: string) => {
    kept = text
  }
  const shelf = { load: () => kept, save }
  const first = await startStripe(() => clock, shelf)
  const { sessionId } = await first.gateway().openCheckout(request({ expiresAt: new Date('2027-01-05T09:00:00Z') }))
  await first.pay(sessionId)
  await first.stop()
  const second = await startStripe(() => clock, shelf)
  const { intentId, state } = (await second.gateway().readCheckout(sessionId))!
  expect(state).toBe('paid')
  expect(await second.gateway().refund(back(intentId!))).toMatchObject({ state: 'succeeded' })
  await second.stop()
})
