import { afterAll, beforeAll, describe, expect } from 'vitest'
import { receiveDelivery } from '@/domains/payments/flows'
import { feeStateOf } from '@/domains/payments/queries'
import { DAY, after as plus } from '@/kit/time'
import type { Db } from '@/server/db'
import { now, world } from '@/test/application-world'
import { test } from '@/test/db'
import { workPayments } from '@/test/payments'
import { startStripe } from '@/test/stripe'
import { followApplicationFee, payFee } from './flows/fee'

let standIn: Awaited<ReturnType<typeof startStripe>>
beforeAll(async () => {
  standIn = await startStripe(() => now)
})
afterAll(() => standIn.stop())

/** An application whose fee of 25.00 USD is paid and which was submitted and taken for review. */
async function paidAndTaken(db: Db) {
  const w = await world(db)
  const { applicationId, owner: viewer } = w
  const stripe = standIn.gateway()
  const terms = { applicationId, cents: 2_500, refundDays: 30, siteUrl: 'http://site.example' }
  await expect(w.submit({ feeDue: true })).rejects.toMatchObject({ code: 'projects.feeUnpaid' })
  const { url } = await payFee({ db, stripe, viewer, now }, terms)
  const sessionId = url.split('/').at(-1)!
  await standIn.pay(sessionId)
  expect(await followApplicationFee({ db, stripe, viewer, now }, applicationId)).toEqual({ fee: 'paid' })
  await w.submit({ feeDue: true })
  await w.claim()
  const work = async () => {
    for (const { body, signature } of standIn.deliveries.splice(0))
      await receiveDelivery({ db, stripe, now }, body, signature)
    await workPayments({ db, stripe, now })
  }
  return { ...w, sessionId, work, fee: () => feeStateOf(db, `application:${applicationId}`) }
}

describe('the fee of an application', () => {
  test('goes back when two people reject it, and not when one of them only proposes to', async ({ db }) => {
    const w = await paidAndTaken(db)
    const { decisionId } = await w.propose('reject')
    await w.work()
    expect(await w.fee()).toBe('paid')
    await w.decide(decisionId)
    expect(await w.fee()).toBe('refunding')
    await w.work()
    expect(await w.fee()).toBe('refunded')
  })
  test('stays when the application is approved, sent back for changes, or rejected after the stated time', async ({
    db,
  }) => {
    const changes = await paidAndTaken(db)
    await changes.decide((await changes.propose('request_changes')).decisionId)
    expect(await changes.fee()).toBe('paid')
    const late = await paidAndTaken(db)
    const { decisionId } = await late.propose('reject')
    const key = { subject: `application:${late.applicationId}` }
    await db.fee.update({ where: key, data: { paidAt: plus(now, -30 * DAY), refundUntil: now } })
    await late.decide(decisionId)
    expect(await late.fee()).toBe('paid')
  })
  test('whose payer’s bank asks for it back holds the approval, and neither a rejection nor a request for changes', async ({
    db,
  }) => {
    const w = await paidAndTaken(db)
    await w.sheet()
    const { decisionId } = await w.propose('approve')
    await standIn.bank(w.sessionId, 'dispute')
    await w.work()
    await expect(w.decide(decisionId)).rejects.toMatchObject({ code: 'projects.feeDisputed' })
    await w.decide(decisionId, w.checker, 'return', 'The fee is disputed.')
    await expect(w.propose('approve')).rejects.toMatchObject({ code: 'projects.feeDisputed' })
    await standIn.bank(w.sessionId, 'dispute_won')
    await w.work()
    await w.decide((await w.propose('approve')).decisionId)
    expect(await w.state()).toBe('approved')
  })
})
