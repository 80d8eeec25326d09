import { afterAll, beforeAll, describe, expect } from 'vitest'
import { DAY, HOUR, after as plus } from '@/kit/time'
import type { Db } from '@/server/db'
import { test } from '@/test/db'
import { oweOne, workPayments } from '@/test/payments'
import { startStripe } from '@/test/stripe'
import { askAgain, beginRefund, giveBack } from './actions/refunds'
import { followFee, receiveDelivery } from './flows'
import { compareWithStripe } from './jobs/compare'
import { feeStateOf, isSubjectFrozen } from './queries'

const now = new Date('2027-01-04T09:00:00Z')
const clock = now
let standIn: Awaited<ReturnType<typeof startStripe>>
beforeAll(async () => {
  standIn = await startStripe(() => clock)
})
afterAll(() => standIn.stop())

const worldOf = (db: Db, at = now) => ({ db, stripe: standIn.gateway(), now: at })
const refundsOf = (db: Db, feeId: string) =>
  db.refund.findMany({ where: { checkout: { feeId } }, orderBy: { wantedAt: 'asc' } })
const refuse = (db: Db, subject: string, at = now) => db.$transaction((tx) => giveBack(tx, { subject, now: at }))

/** Hands over what Stripe delivered since, in the opposite order, and does what follows from it. */
async function deliverAll(db: Db, at = now) {
  for (const { body, signature } of standIn.deliveries.splice(0).reverse())
    await receiveDelivery(worldOf(db, at), body, signature)
  await workPayments(worldOf(db, at))
}

async function paidFee(db: Db, card = 'pm_card_visa') {
  const world = worldOf(db)
  const fee = await oweOne(world)
  const sessionId = await fee.open()
  await standIn.pay(sessionId, card)
  expect(await followFee(world, fee.subject)).toBe('paid')
  standIn.deliveries.length = 0
  const intentId = (await db.checkout.findUniqueOrThrow({ where: { sessionId } })).intentId!
  return { ...fee, sessionId, intentId }
}

describe('a refused application’s fee', () => {
  test('goes back by itself, once, and can be paid again', async ({ db }) => {
    const { subject, intentId, open } = await paidFee(db)
    expect(await refuse(db, subject)).toBe(true)
    expect(await refuse(db, subject)).toBe(false)
    expect(await feeStateOf(db, subject)).toBe('refunding')
    await expect(open()).rejects.toMatchObject({ code: 'payments.returning' })
    await workPayments(worldOf(db))
    expect(await feeStateOf(db, subject)).toBe('refunded')
    expect(await standIn.gateway().refundsOf(intentId)).toMatchObject([{ cents: 2_500, state: 'succeeded' }])
    await standIn.pay(await open())
    expect(await followFee(worldOf(db), subject)).toBe('paid')
  })
  test('E13: does not go back at, or after, the instant that was stated at payment, whatever the rule says now', async ({
    db,
  }) => {
    const { subject, feeId } = await paidFee(db)
    const { refundUntil } = await db.fee.findUniqueOrThrow({ where: { id: feeId } })
    expect(refundUntil).toEqual(plus(now, 30 * DAY))
    for (const late of [0, 1]) expect(await refuse(db, subject, plus(refundUntil!, late))).toBe(false)
    expect(await refuse(db, subject, plus(refundUntil!, -1))).toBe(true)
  })
  test('is not owed back when it was never paid', async ({ db }) => {
    const { subject } = await oweOne(worldOf(db))
    expect(await refuse(db, subject)).toBe(false)
    expect(await refuse(db, 'application:of-nobody')).toBe(false)
  })
  test('is asked for with one key, however often the worker dies; a day later the list is read first', async ({
    db,
  }) => {
    const { subject, feeId, intentId } = await paidFee(db)
    await refuse(db, subject)
    const [wanted] = await refundsOf(db, feeId)
    const refundId = wanted!.id
    const begun = await db.$transaction((tx) => beginRefund(tx, { refundId, afresh: false, now }))
    expect(begun).toMatchObject({ key: wanted!.key, stale: false })
    // Stripe did it, and the worker died before it heard so.
    await standIn.gateway().refund({ refundId, key: wanted!.key, intentId, cents: 2_500 })
    const nextDay = plus(now, 25 * HOUR)
    expect(await db.$transaction((tx) => beginRefund(tx, { refundId, afresh: false, now: nextDay }))).toMatchObject({
      stale: true,
    })
    await workPayments(worldOf(db, nextDay))
    expect(await feeStateOf(db, subject)).toBe('refunded')
    expect(await standIn.gateway().refundsOf(intentId)).toHaveLength(1)
  })
  test('is asked for with a new key when a day passed and no list knows the old one', async ({ db }) => {
    const { subject, feeId, intentId } = await paidFee(db)
    await refuse(db, subject)
    const [wanted] = await refundsOf(db, feeId)
    await db.$transaction((tx) => beginRefund(tx, { refundId: wanted!.id, afresh: false, now }))
    await workPayments(worldOf(db, plus(now, 25 * HOUR)))
    const [done] = await refundsOf(db, feeId)
    expect(done).toMatchObject({ state: 'succeeded' })
    expect(done!.key).not.toBe(wanted!.key)
    expect(await standIn.gateway().refundsOf(intentId)).toHaveLength(1)
  })
  test('that somebody returned by hand counts as returned', async ({ db }) => {
    const { subject, intentId } = await paidFee(db)
    const headers = { authorization: `Bearer ${standIn.keys.secretKey}` }
    const body = new URLSearchParams({ payment_intent: intentId })
    expect((await fetch(`${standIn.apiUrl}/v1/refunds`, { method: 'POST', headers, body })).status).toBe(200)
    await refuse(db, subject)
    await workPayments(worldOf(db))
    expect(await feeStateOf(db, subject)).toBe('refunded')
    expect(await standIn.gateway().refundsOf(intentId)).toHaveLength(1)
  })
  test('whose bank sends it back is shown, and asked for again by staff alone', async ({ db }) => {
    const { subject, feeId, payerId } = await paidFee(db, 'pm_card_refundFail')
    await refuse(db, subject)
    await workPayments(worldOf(db))
    await deliverAll(db)
    const [failed] = await refundsOf(db, feeId)
    expect([failed?.state, await feeStateOf(db, subject)]).toEqual(['failed', 'refunding'])
    const again = { refundId: failed!.id, actorId: payerId, now: plus(now, HOUR) }
    await db.$transaction((tx) => askAgain(tx, again))
    await expect(db.$transaction((tx) => askAgain(tx, again))).rejects.toMatchObject({ code: 'payments.notFailed' })
    expect((await refundsOf(db, feeId)).map(({ state }) => state)).toEqual(['failed', 'wanted'])
  })
})

test('a fee that is paid twice keeps one payment and returns the other', async ({ db }) => {
  const world = worldOf(db)
  const { subject, feeId, open } = await oweOne(world)
  const first = await open()
  await standIn.pay(first, 'pm_usBankAccount')
  // The first page was taken for over; its bank confirms after the second one was paid.
  await db.checkout.updateMany({ where: { feeId }, data: { state: 'failed', settledAt: now } })
  await db.checkout.updateMany({ where: { feeId }, data: { sessionId: null } })
  const second = await open()
  await db.checkout.updateMany({ where: { feeId, sessionId: null }, data: { sessionId: first } })
  await standIn.pay(second)
  await standIn.bank(first, 'settle')
  await deliverAll(db)
  await workPayments(world)
  expect(await feeStateOf(db, subject)).toBe('paid')
  expect(await refundsOf(db, feeId)).toMatchObject([{ reason: 'paid_twice', state: 'succeeded', cents: 2_500 }])
})

describe('a dispute', () => {
  test('freezes what was paid for, also when it is heard of before the payment; won, it goes on', async ({ db }) => {
    const world = worldOf(db)
    const { subject, open } = await oweOne(world)
    const sessionId = await open()
    await standIn.pay(sessionId, 'pm_card_createDispute')
    await deliverAll(db)
    expect([await feeStateOf(db, subject), await isSubjectFrozen(db, subject)]).toEqual(['disputed', true])
    await expect(open()).rejects.toMatchObject({ code: 'payments.disputed' })
    await standIn.bank(sessionId, 'dispute_won')
    await deliverAll(db)
    expect([await feeStateOf(db, subject), await isSubjectFrozen(db, subject)]).toEqual(['paid', false])
  })
  test('that is lost takes the fee, which is then paid anew', async ({ db }) => {
    const { subject, sessionId, open } = await paidFee(db)
    await standIn.bank(sessionId, 'dispute')
    await standIn.bank(sessionId, 'dispute_lost')
    await deliverAll(db)
    expect([await feeStateOf(db, subject), await isSubjectFrozen(db, subject)]).toEqual(['charged_back', true])
    expect(await refuse(db, subject)).toBe(false)
    await standIn.pay(await open())
    expect(await followFee(worldOf(db), subject)).toBe('paid')
    expect(await isSubjectFrozen(db, subject)).toBe(false)
  })
  test.for([
    ['won', 'refunded', 'succeeded'],
    ['lost', 'charged_back', 'dropped'],
  ] as const)('holds a refund while it is open; %s, the fee is %s', async ([end, standing, state], { db }) => {
    const { subject, feeId, sessionId } = await paidFee(db)
    await standIn.bank(sessionId, 'dispute')
    await deliverAll(db)
    await refuse(db, subject)
    await workPayments(worldOf(db))
    expect((await refundsOf(db, feeId)).map((refund) => refund.state)).toEqual(['held'])
    await standIn.bank(sessionId, `dispute_${end}`)
    await deliverAll(db)
    await workPayments(worldOf(db))
    expect([await feeStateOf(db, subject), (await refundsOf(db, feeId))[0]?.state]).toEqual([standing, state])
  })
  test('that Stripe knows of before we do holds the refund too', async ({ db }) => {
    const { subject, feeId, sessionId } = await paidFee(db)
    await standIn.bank(sessionId, 'dispute')
    await refuse(db, subject)
    await workPayments(worldOf(db))
    expect((await refundsOf(db, feeId))[0]?.state).toBe('held')
    await standIn.bank(sessionId, 'dispute_won')
    await deliverAll(db)
    await workPayments(worldOf(db))
    expect(await feeStateOf(db, subject)).toBe('refunded')
  })
})

test('the comparison takes up what was never delivered, and shows what differs until it does not', async ({ db }) => {
  const gateway = standIn.gateway()
  const lost = await oweOne(worldOf(db))
  await standIn.pay(await lost.open())
  standIn.deliveries.length = 0
  const foreign = { checkoutId: crypto.randomUUID(), cents: 700, currency: 'usd', description: 'Elsewhere' }
  const urls = { successUrl: 'http://x.example', cancelUrl: 'http://x.example', expiresAt: plus(now, HOUR) }
  const { sessionId } = await gateway.openCheckout({ ...foreign, ...urls })
  await standIn.pay(sessionId)
  const byHand = await paidFee(db)
  await gateway.refund({ refundId: 'hand', key: `k-${byHand.intentId}`, intentId: byHand.intentId, cents: 100 })
  standIn.deliveries.length = 0
  await compareWithStripe(db, now, gateway)
  expect(await feeStateOf(db, lost.subject)).toBe('paid')
  expect((await db.stripeComparison.findUniqueOrThrow({ where: { id: 1 } })).recovered).toBeGreaterThan(0)
  const open = () => db.stripeDifference.findMany({ where: { goneAt: null }, select: { kind: true, subject: true } })
  expect(await open()).toEqual(
    expect.arrayContaining([
      { kind: 'unknown_payment', subject: '' },
      { kind: 'unknown_refund', subject: byHand.subject },
    ]),
  )
  const before = (await open()).length
  await compareWithStripe(db, plus(now, HOUR), gateway)
  expect(await open()).toHaveLength(before)
  // A Stripe that knows nothing of any of it: another account's key, for example.
  const other = await startStripe(() => clock)
  await compareWithStripe(db, plus(now, 2 * HOUR), other.gateway())
  await other.stop()
  expect((await open()).map(({ kind }) => kind)).toEqual(expect.arrayContaining(['payment_missing', 'refund_missing']))
  await compareWithStripe(db, plus(now, 3 * HOUR), gateway)
  expect(await open()).toHaveLength(before)
})

test('the database refuses a second refund of a payment on its way, another amount, and a decided dispute that changes', async ({
  db,
  pool,
}) => {
  const { subject, sessionId, feeId } = await paidFee(db)
  await refuse(db, subject)
  const [refund] = await refundsOf(db, feeId)
  const second = { ...refund!, id: crypto.randomUUID() }
  await expect(db.refund.create({ data: second })).rejects.toThrow(/Unique constraint/)
  await expect(pool.query('update refund set cents = 1 where id = $1', [refund!.id])).rejects.toThrow(
    'a refund does not change',
  )
  const other = await paidFee(db)
  await standIn.bank(other.sessionId, 'dispute')
  await standIn.bank(other.sessionId, 'dispute_lost')
  await deliverAll(db)
  await expect(pool.query("update dispute set state = 'won' where state = 'lost'")).rejects.toThrow('does not change')
  expect(sessionId).not.toBe(other.sessionId)
})
