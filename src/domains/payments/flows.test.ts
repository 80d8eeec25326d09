import { randomUUID } from 'node:crypto'
import Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { DAY, HOUR, after as plus } from '@/kit/time'
import type { Db } from '@/server/db'
import { test } from '@/test/db'
import { oweOne, workPayments } from '@/test/payments'
import { startStripe } from '@/test/stripe'
import { owe } from './actions/fees'
import { followFee, receiveDelivery, startCheckout } from './flows'
import { feeStateOf } from './queries'

const now = new Date('2027-01-04T09:00:00Z')
let clock = now
let standIn: Awaited<ReturnType<typeof startStripe>>
beforeAll(async () => {
  standIn = await startStripe(() => clock)
})
afterAll(() => standIn.stop())

const worldOf = (db: Db, at = now) => ({ db, stripe: standIn.gateway(), now: at })
const lastDelivery = () => standIn.deliveries.at(-1)!
const typesAbout = async (db: Db, subject: string) =>
  (await db.logEntry.findMany({ where: { subjects: { has: subject } }, orderBy: { serial: 'asc' } })).map(
    ({ type }) => type,
  )
const sign = (payload: string, secret = standIn.keys.webhookSecret) =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret })

describe('an application fee', () => {
  test('E6: is paid once, by the event that Stripe delivers, 100 times at once and 3 days late', async ({ db }) => {
    const world = worldOf(db)
    const { subject, open } = await oweOne(world)
    expect(await feeStateOf(db, subject)).toBe('due')
    await standIn.pay(await open())
    const { body } = lastDelivery()
    const late = { ...world, now: plus(now, 3 * DAY) }
    await Promise.all(Array.from({ length: 100 }, () => receiveDelivery(late, body, sign(body))))
    await workPayments(late)
    await receiveDelivery(late, body, sign(body))
    await workPayments(late)
    expect(await feeStateOf(db, subject)).toBe('paid')
    expect(await typesAbout(db, subject)).toEqual(['payments.fee_due', 'payments.fee_paid'])
    const { id } = JSON.parse(body)
    expect(await db.stripeEvent.findUnique({ where: { id } })).toMatchObject({ handledAt: late.now })
  })
  test('is seen as paid when the payer comes back before the event', async ({ db }) => {
    const world = worldOf(db)
    const { subject, open } = await oweOne(world)
    await standIn.pay(await open())
    expect(await followFee(world, subject)).toBe('paid')
    await expect(open()).rejects.toMatchObject({ code: 'payments.alreadyPaid' })
  })
  test('E6: is not paid by an event that only says so: forged, old, live, or about somebody else’s page', async ({
    db,
  }) => {
    const world = worldOf(db)
    const { subject, open } = await oweOne(world)
    const sessionId = await open()
    const paid = (change: object) =>
      JSON.stringify({
        ...{ id: `evt_${randomUUID()}`, object: 'event', type: 'checkout.session.completed', livemode: false },
        ...{ data: { object: { id: sessionId, object: 'checkout.session', payment_status: 'paid' } }, ...change },
      })
    const forged = paid({})
    await expect(receiveDelivery(world, forged, sign(forged, 'whsec_other'))).rejects.toMatchObject({
      code: 'payments.badSignature',
    })
    const old = Stripe.webhooks.generateTestHeaderString({
      ...{ payload: forged, secret: standIn.keys.webhookSecret, timestamp: Math.floor(Date.now() / 1_000) - 301 },
    })
    await expect(receiveDelivery(world, forged, old)).rejects.toMatchObject({ code: 'payments.badSignature' })
    const live = paid({ livemode: true })
    await expect(receiveDelivery(world, live, sign(live))).rejects.toMatchObject({ code: 'payments.otherMode' })
    for (const hint of [forged, paid({ data: { object: { id: 'cs_test_foreign', object: 'checkout.session' } } })])
      await receiveDelivery(world, hint, sign(hint))
    await workPayments(world)
    expect(await feeStateOf(db, subject)).toBe('due')
    expect(await db.stripeEvent.count({ where: { handledAt: null } })).toBe(0)
  })
  test('is paid on one page: two clicks at once and a third later lead to the same', async ({ db }) => {
    const { open, feeId } = await oweOne(worldOf(db))
    const pages = await Promise.all([open(), open()])
    pages.push(await open())
    expect(new Set(pages).size).toBe(1)
    expect(await db.checkout.count({ where: { feeId } })).toBe(1)
  })
  test('gets a new page when the old one expired', async ({ db }) => {
    const { open, subject } = await oweOne(worldOf(db))
    const first = await open()
    clock = plus(now, 13 * HOUR)
    expect(await followFee(worldOf(db, clock), subject)).toBe('due')
    const second = await open(clock)
    clock = now
    expect(second).not.toBe(first)
  })
  test('waits while a bank confirms: not paid, not payable twice, then paid', async ({ db }) => {
    const world = worldOf(db)
    const { subject, open } = await oweOne(world)
    const sessionId = await open()
    await standIn.pay(sessionId, 'pm_usBankAccount')
    expect(await followFee(world, subject)).toBe('processing')
    await expect(open()).rejects.toMatchObject({ code: 'payments.processing' })
    await standIn.bank(sessionId, 'settle')
    const { body } = lastDelivery()
    expect(JSON.parse(body).type).toBe('checkout.session.async_payment_succeeded')
    await receiveDelivery(world, body, sign(body))
    await workPayments(world)
    expect(await feeStateOf(db, subject)).toBe('paid')
  })
  test('is due again, on a new page, when the bank does not confirm', async ({ db }) => {
    const world = worldOf(db)
    const { subject, open } = await oweOne(world)
    const sessionId = await open()
    await standIn.pay(sessionId, 'pm_usBankAccount')
    await standIn.bank(sessionId, 'bounce')
    expect(await followFee(world, subject)).toBe('due')
    expect(await open()).not.toBe(sessionId)
  })
  test('is nobody else’s to pay', async ({ db }) => {
    const world = worldOf(db)
    const { visit, subject } = await oweOne(world)
    const stranger = randomUUID()
    await expect(startCheckout(world, { ...visit, payerId: stranger })).rejects.toMatchObject({
      code: 'payments.missing',
    })
    const again = { subject, payerId: stranger, cents: 1, currency: 'usd', refundDays: 0, now }
    await expect(db.$transaction((tx) => owe(tx, again))).rejects.toMatchObject({ code: 'payments.missing' })
  })
  test('stays due while Stripe is away, in words', async ({ db }) => {
    const world = worldOf(db)
    const { visit, subject } = await oweOne(world)
    const away = { ...world, stripe: standIn.gateway({ apiUrl: 'http://127.0.0.1:1' }) }
    await expect(startCheckout(away, visit)).rejects.toMatchObject({ code: 'payments.unreachable' })
    expect(await feeStateOf(db, subject)).toBe('due')
  })
  test('of another amount goes to staff; the fee stays due', async ({ db }) => {
    const world = worldOf(db)
    const { subject, open, feeId } = await oweOne(world)
    await standIn.pay(await open())
    await db.fee.update({ where: { id: feeId }, data: { cents: 9_900 } })
    expect(await followFee(world, subject)).toBe('due')
    expect(await db.checkout.findFirst({ where: { feeId } })).toMatchObject({ state: 'review' })
    expect(await typesAbout(db, subject)).toContain('payments.payment_in_review')
  })
})

describe('a page that was asked for, and whose answer never came', () => {
  test('is found in the list a day later, and what was paid on it counts', async ({ db }) => {
    const world = worldOf(db)
    const { subject, open, feeId } = await oweOne(world)
    await standIn.pay(await open())
    // What a crash between Stripe's answer and our note of it leaves behind.
    await db.checkout.updateMany({ where: { feeId }, data: { sessionId: null, url: null } })
    clock = plus(now, 25 * HOUR)
    await expect(open(clock)).rejects.toMatchObject({ code: 'payments.alreadyPaid' })
    clock = now
    expect(await feeStateOf(db, subject)).toBe('paid')
    expect(await db.checkout.count({ where: { feeId } })).toBe(1)
  })
  test('is given up a day later when no list knows it', async ({ db }) => {
    const { visit, feeId, open } = await oweOne(worldOf(db))
    const away = { ...worldOf(db), stripe: standIn.gateway({ apiUrl: 'http://127.0.0.1:1' }) }
    await expect(startCheckout(away, visit)).rejects.toMatchObject({ code: 'payments.unreachable' })
    clock = plus(now, 25 * HOUR)
    await open(clock)
    clock = now
    const states = await db.checkout.findMany({
      where: { feeId },
      orderBy: { createdAt: 'asc' },
      select: { state: true },
    })
    expect(states.map(({ state }) => state)).toEqual(['expired', 'open'])
  })
})
