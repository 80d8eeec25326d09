import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import type { Db } from '@/server/db'
import { test } from '@/test/db'
import { startStripe } from '@/test/stripe'
import { owe } from './actions'
import { followFee, receiveDelivery, startCheckout } from './flows'
import { feeStateOf } from './queries'

const now = new Date('2027-01-04T09:00:00Z')
let clock = now
let standIn: Awaited<ReturnType<typeof startStripe>>
beforeAll(async () => {
  standIn = await startStripe(() => clock)
})
afterAll(() => standIn.stop())

const visit = { description: 'Application fee', returnUrl: 'http://site.example/back' }
async function oweOne(db: Db) {
  const [payerId, subject] = [randomUUID(), `application:${randomUUID()}`]
  const fee = await db.$transaction((tx) => owe(tx, { subject, payerId, cents: 2_500, currency: 'usd', now }))
  const world = { db, stripe: standIn.gateway(), now }
  const open = () => startCheckout(world, { feeId: fee.id, payerId, ...visit })
  return { ...world, world, payerId, subject, feeId: fee.id, open }
}
const sessionIn = (url: string) => url.split('/').at(-1)!
const lastDelivery = () => standIn.deliveries.at(-1)!
const entriesAbout = (db: Db, subject: string) => db.logEntry.findMany({ where: { subjects: { has: subject } } })

describe('an application fee', () => {
  test('is paid once, by the event that Stripe delivers, however often it is delivered', async ({ db }) => {
    const { world, subject, open } = await oweOne(db)
    expect(await feeStateOf(db, subject)).toBe('due')
    await standIn.pay(sessionIn((await open()).url))
    const { body, signature } = lastDelivery()
    await Promise.all([1, 2, 3].map(() => receiveDelivery(world, body, signature)))
    await receiveDelivery(world, body, signature)
    expect(await feeStateOf(db, subject)).toBe('paid')
    expect((await entriesAbout(db, subject)).map(({ type }) => type)).toEqual(['payments.fee_due', 'payments.fee_paid'])
    await expect(open()).rejects.toMatchObject({ code: 'payments.alreadyPaid' })
  })
  test('is seen as paid when the payer comes back before the event', async ({ db }) => {
    const { world, subject, open } = await oweOne(db)
    await standIn.pay(sessionIn((await open()).url))
    expect(await followFee(world, subject)).toBe('paid')
  })
  test('is not paid by an event that only says so', async ({ db }) => {
    const { world, subject, open } = await oweOne(db)
    await open()
    const { body } = lastDelivery()
    await expect(receiveDelivery(world, body, 't=1,v1=00')).rejects.toMatchObject({ code: 'payments.badSignature' })
    expect(await followFee(world, subject)).toBe('due')
  })
  test('is paid on one page: two clicks at once and a third later lead to the same', async ({ db }) => {
    const { open, feeId } = await oweOne(db)
    const urls = await Promise.all([open(), open()])
    urls.push(await open())
    expect(new Set(urls.map(({ url }) => url)).size).toBe(1)
    expect(await db.checkout.count({ where: { feeId } })).toBe(1)
  })
  test('gets a new page when the old one expired', async ({ db }) => {
    const { open, subject, world } = await oweOne(db)
    const first = await open()
    clock = new Date(now.getTime() + 13 * 3_600_000)
    const later = { ...world, now: clock }
    expect(await followFee(later, subject)).toBe('due')
    const second = await startCheckout(later, {
      ...visit,
      ...(await db.fee.findUniqueOrThrow({ where: { subject } }).then(({ id, payerId }) => ({ feeId: id, payerId }))),
    })
    clock = now
    expect(second.url).not.toBe(first.url)
  })
  test('is nobody else’s to pay', async ({ db }) => {
    const { world, feeId, subject } = await oweOne(db)
    const stranger = randomUUID()
    await expect(startCheckout(world, { feeId, payerId: stranger, ...visit })).rejects.toMatchObject({
      code: 'payments.missing',
    })
    const again = { subject, payerId: stranger, cents: 1, currency: 'usd', now }
    await expect(db.$transaction((tx) => owe(tx, again))).rejects.toMatchObject({ code: 'payments.missing' })
  })
  test('stays due while Stripe is away, in words', async ({ db }) => {
    const { world, feeId, payerId, subject } = await oweOne(db)
    const away = { ...world, stripe: standIn.gateway({ apiUrl: 'http://127.0.0.1:1' }) }
    await expect(startCheckout(away, { feeId, payerId, ...visit })).rejects.toMatchObject({
      code: 'payments.unreachable',
    })
    expect(await feeStateOf(db, subject)).toBe('due')
  })
  test('refuses a payment of another amount', async ({ db }) => {
    const { world, subject, open, feeId } = await oweOne(db)
    await standIn.pay(sessionIn((await open()).url))
    await db.fee.update({ where: { id: feeId }, data: { cents: 9_900 } })
    await expect(followFee(world, subject)).rejects.toMatchObject({ code: 'payments.mismatch' })
    expect(await feeStateOf(db, subject)).toBe('due')
  })
})
