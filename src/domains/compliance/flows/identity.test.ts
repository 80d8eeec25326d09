import { randomUUID } from 'node:crypto'
import Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import type { IdentityGateway } from '@/gateways/identity/client'
import { DAY, HOUR, after as plus } from '@/kit/time'
import type { Db } from '@/server/db'
import { test } from '@/test/db'
import { type Shown, startIdentity } from '@/test/identity'
import { lastingLists } from '@/test/screening'
import { staff } from '@/test/staff-keys'
import { acts, now, profile } from '@/test/verification'
import { saveProfile, startCase, withdrawCase } from '../actions/cases'
import { eraseCase } from '../actions/erasure'
import { followChecks, redactChecks } from '../jobs'
import { clearanceOf } from '../queries'
import { verificationOf } from '../queries/cases'
import { visitsHeldOf } from '../queries/checks'
import { CHECK_ERRORS } from '../rules/check'
import { followMine, receiveDelivery, startCheck } from './identity'

const clock = now
let provider: Awaited<ReturnType<typeof startIdentity>>
beforeAll(async () => {
  provider = await startIdentity(() => clock)
})
afterAll(() => provider.stop())

const shown = (change: Shown = {}): Shown => ({
  ...{ firstName: 'Canary', lastName: 'Zwölfender', dateOfBirth: profile.dateOfBirth },
  ...{ country: 'DE', number: randomUUID(), expires: '2031-06-30', ...change },
})

/** A member whose profile is given, and what they and the provider do. */
async function member(db: Db, identity: IdentityGateway = provider.gateway()) {
  await lastingLists(db)
  const { run } = acts(db)
  const personId = randomUUID()
  const caseId = await run((tx) => startCase(tx, { personId, now }))
  await run((tx) => saveProfile(tx, { personId, now, profile }))
  const world = { db, identity, now }
  const visit = { personId, returnUrl: 'http://site.example/verify', mostADay: 10_000 }
  const start = async (at = now) => {
    const { url } = await startCheck({ ...world, now: at }, visit)
    return url.split('/').at(-1) ?? ''
  }
  const end = async (outcome: string, given: Shown = {}) => {
    const sessionId = await start()
    await provider.choose(sessionId, outcome, given)
    await followMine(world, personId)
    return sessionId
  }
  const row = () => db.verificationCase.findUniqueOrThrow({ where: { id: caseId } })
  const deliver = (at = provider.deliveries.length - 1) => {
    const { body, signature } = provider.deliveries[at]!
    return receiveDelivery(world, body, signature)
  }
  return { run, personId, caseId, world, visit, start, end, row, deliver }
}

describe('a check at the provider', () => {
  test('opens one visit under a key of case and attempt, and tells the provider nothing but the case', async ({
    db,
  }) => {
    const { start, caseId, row } = await member(db)
    const before = provider.requests.length
    const [first, second] = [await start(), await start()]
    expect(second).toBe(first)
    expect(await row()).toMatchObject({ state: 'awaiting_provider', route: 'provider', attempts: 0 })
    const sent = provider.requests.slice(before).map(decodeURIComponent).join('\n')
    expect(sent).toContain(`client_reference_id=${caseId}`)
    expect(sent).not.toMatch(/Canary|1990-04-23|Berlin/)
  })

  test('that succeeds brings the case to people, with what was found and without the number', async ({ db, pool }) => {
    const { end, row, caseId } = await member(db)
    const number = 'XK99Z7CANARY'
    await end('verified', shown({ number }))
    expect(await row()).toMatchObject({
      ...{ state: 'in_review', attempts: 1, documentCountry: 'DE', documentKind: 'passport', hold: null },
      documentExpires: new Date('2031-06-30T00:00:00Z'),
    })
    const [check] = await db.identityCheck.findMany({ where: { caseId } })
    expect(check).toMatchObject({ state: 'verified', findings: { nameAgrees: true, birthDateAgrees: true } })
    for (const table of ['verification_case', 'identity_check', 'identity_mark', 'log_entry', 'identity_event'])
      expect((await pool.query(`select from ${table} t where position($1 in t::text) > 0`, [number])).rowCount).toBe(0)
  })

  test('of somebody with another name goes to people, who read that it differs', async ({ db }) => {
    const { end, caseId } = await member(db)
    await end('verified', shown({ firstName: 'Somebody' }))
    expect(await db.identityCheck.findFirst({ where: { caseId } })).toMatchObject({ findings: { nameAgrees: false } })
  })

  test('ends as A1b says, whatever the provider’s reason is', async ({ db }) => {
    for (const code of [...Object.keys(CHECK_ERRORS), 'something_new']) {
      const { end, row, personId } = await member(db)
      await end(code)
      const isFinal = ['selfie_manipulated', 'under_supported_age', 'something_new'].includes(code)
      const { state, attempts, hold } = await row()
      expect({ code, state }).toEqual({ code, state: isFinal ? 'in_review' : 'awaiting_document' })
      const isFree = /abandoned|consent|supported$/.test(code)
      expect({ code, attempts }).toEqual({ code, attempts: isFree ? 0 : 1 })
      expect(hold).toBe(code === 'selfie_manipulated' ? 'fraud' : code === 'under_supported_age' ? 'under_age' : null)
      const seen = await verificationOf(db, personId, now)
      expect(JSON.stringify({ ...seen, profile: null })).not.toMatch(/manipulated|fraud|under_age/)
      if (!isFinal) expect(seen.lastCheck).toMatch(/\w\.$/)
    }
  })

  test('E22: is repeated twice at most, a picture that fails twice goes to people, and a day has a limit', async ({
    db,
  }) => {
    const expired = await member(db)
    for (const state of ['awaiting_document', 'awaiting_document', 'in_review']) {
      await expired.end('document_expired')
      expect(await expired.row()).toMatchObject({ state })
    }
    await expect(expired.start()).rejects.toMatchObject({ code: 'compliance.notNow' })
    const blurred = await member(db)
    await blurred.end('document_unverified_other')
    await blurred.end('selfie_face_mismatch')
    expect(await blurred.row()).toMatchObject({ state: 'in_review', priority: 'high' })
    const idle = await member(db)
    for (let tries = 0; tries < 6; tries += 1) await idle.end('abandoned')
    await expect(idle.start()).rejects.toMatchObject({ code: 'compliance.noMoreAttempts' })
    const late = await member(db)
    const { email } = await db.person.findUniqueOrThrow({ where: { id: await staff(db) } })
    const startLate = async (at: Date) => {
      const visit = startCheck({ ...late.world, now: at }, { ...late.visit, mostADay: 0 })
      await expect(visit).rejects.toMatchObject({ code: 'compliance.noProvider' })
      return db.outgoingMail.count({ where: { to: email!, subject: { contains: 'checks of a day' } } })
    }
    expect([await startLate(now), await startLate(plus(now, DAY - 1)), await startLate(plus(now, DAY))]).toEqual([
      1, 1, 2,
    ])
    expect(await late.row()).toMatchObject({ state: 'awaiting_document' })
  })

  test('that is over when it is opened again leads on: to the next try, or to the decision', async ({ db }) => {
    const { start, row } = await member(db)
    const first = await start()
    await provider.choose(first, 'document_expired')
    const second = await start()
    expect(second).not.toBe(first)
    expect(await row()).toMatchObject({ state: 'awaiting_provider', attempts: 1 })
    await provider.choose(second, 'verified', shown())
    await expect(start()).rejects.toMatchObject({ code: 'compliance.notNow' })
    expect(await row()).toMatchObject({ state: 'in_review' })
  })

  test('that nobody finishes in 48 hours is cancelled, the document is asked for again, and a mail says so once', async ({
    db,
  }) => {
    const { start, row, personId } = await member(db)
    const email = `${personId}@example.org`
    await db.person.create({ data: { id: personId, displayName: 'A', email, createdAt: now } })
    const mails = () => db.outgoingMail.findMany({ where: { to: email } })
    await start()
    await followChecks(db, plus(now, 48 * HOUR - 1), provider.gateway())
    expect(await row()).toMatchObject({ state: 'awaiting_provider' })
    expect(await mails()).toEqual([])
    for (const hours of [48, 49]) await followChecks(db, plus(now, hours * HOUR), provider.gateway())
    expect(await row()).toMatchObject({ state: 'awaiting_document', attempts: 0 })
    expect((await mails()).map(({ text }) => text)).toEqual([
      expect.stringMatching(/did not finish it.*erased by 7 Jun 2026/),
    ])
  })

  test('of a case that was given up meanwhile changes nothing of it', async ({ db }) => {
    const { run, start, personId, row, deliver } = await member(db)
    const sessionId = await start()
    await run((tx) => withdrawCase(tx, { personId, now }))
    await provider.choose(sessionId, 'verified', shown())
    await deliver()
    expect(await row()).toMatchObject({ state: 'erased', documentCountry: null })
  })

  test('is refused in words while the provider is away, and goes on where it was', async ({ db }) => {
    const away = provider.gateway({ apiUrl: 'http://127.0.0.1:1/stripe-api' })
    const { start, row, world, visit } = await member(db, away)
    await expect(start()).rejects.toMatchObject({ code: 'compliance.providerAway', kind: 'unavailable' })
    expect(await row()).toMatchObject({ state: 'awaiting_provider' })
    await startCheck({ ...world, identity: provider.gateway() }, visit)
    await expect(startCheck({ ...world, identity: null }, visit)).rejects.toMatchObject({
      code: 'compliance.noProvider',
    })
  })
})

describe('E6: what the provider delivers', () => {
  test('the same event 100 times at once has one effect', async ({ db }) => {
    const { start, row, deliver, caseId } = await member(db)
    await provider.choose(await start(), 'verified', shown())
    await Promise.all(Array.from({ length: 100 }, () => deliver()))
    expect(await row()).toMatchObject({ state: 'in_review' })
    const ended = { type: 'compliance.checkEnded', subjects: { has: `case:${caseId}` } }
    expect(await db.logEntry.count({ where: ended })).toBe(1)
  })

  test('verified stays verified when an older event comes late', async ({ db }) => {
    const { start, row, deliver } = await member(db)
    const sessionId = await start()
    await provider.choose(sessionId, 'processing')
    const older = provider.deliveries.length - 1
    await provider.choose(sessionId, 'verified', shown())
    await deliver()
    await deliver(older)
    expect(await row()).toMatchObject({ state: 'in_review' })
  })

  test('a wrong secret, an old signature, a foreign visit and the other mode change nothing', async ({ db }) => {
    const { start, row, world, deliver } = await member(db)
    const sessionId = await start()
    await provider.choose(sessionId, 'verified', shown())
    const { body, signature } = provider.deliveries.at(-1)!
    const other = { ...world, identity: provider.gateway({ webhookSecret: 'whsec_other' }) }
    await expect(receiveDelivery(other, body, signature)).rejects.toMatchObject({ code: 'compliance.badSignature' })
    const sign = (payload: string, age = 0) =>
      new Stripe('sk_test_x').webhooks.generateTestHeaderString({
        ...{ payload, secret: provider.keys.webhookSecret, timestamp: Math.floor(Date.now() / 1_000) - age },
      })
    await expect(receiveDelivery(world, body, sign(body, 600))).rejects.toMatchObject({ kind: 'forbidden' })
    const foreign = body.replaceAll(sessionId, 'vs_foreign').replace(/evt_\w+/, 'evt_foreign')
    await receiveDelivery(world, foreign, sign(foreign))
    const live = body.replaceAll('"livemode":false', '"livemode":true')
    await expect(receiveDelivery(world, live, sign(live))).rejects.toMatchObject({ kind: 'forbidden' })
    const liveSite = { ...world, identity: { ...provider.gateway(), live: true } }
    await expect(receiveDelivery(liveSite, live, sign(live))).rejects.toMatchObject({ code: 'compliance.foreignCheck' })
    expect(await row()).toMatchObject({ state: 'awaiting_provider' })
    await deliver()
    expect(await row()).toMatchObject({ state: 'in_review' })
  })
})

describe('E11: one document behind two accounts', () => {
  test('holds the second one back for people, also when both come at once', async ({ db }) => {
    const [one, other] = [await member(db), await member(db)]
    const same = shown({ number: 'l 01x-00.t47' })
    await one.end('verified', same)
    await other.end('verified', { ...same, number: 'L01X00T47' })
    expect(await one.row()).toMatchObject({ state: 'in_review', hold: null })
    expect(await other.row()).toMatchObject({ state: 'in_review', hold: 'duplicate', priority: 'high' })
    expect(await clearanceOf(db, other.personId, plus(now, DAY))).toBeNull()
  })
})

describe('what the provider holds', () => {
  test('of a visit is erased there once the case is, and stays while the case does', async ({ db }) => {
    const { run, personId, caseId, end } = await member(db)
    const sessionId = await end('verified')
    await redactChecks(db, plus(now, 31 * DAY), provider.gateway())
    expect(await provider.gateway().isRedacted(sessionId)).toBe(false)
    expect(await visitsHeldOf(db, personId)).toBe(1)
    await run((tx) => withdrawCase(tx, { personId, now }))
    const viewer = { personId, checks: false, secondFactor: false }
    await run((tx) => eraseCase(tx, { caseId, viewer, now }))
    await redactChecks(db, now, provider.gateway())
    expect(await visitsHeldOf(db, personId)).toBe(0)
    expect(await provider.gateway().isRedacted(sessionId)).toBe(true)
    expect(await redactChecks(db, now, provider.gateway())).toBe(0)
  })

  test('of a try that failed is erased at once, and ends with it', async ({ db }) => {
    const { personId, end } = await member(db)
    const sessionId = await end('document_unverified_other')
    expect(await provider.gateway().isRedacted(sessionId)).toBe(true)
    expect(await visitsHeldOf(db, personId)).toBe(1)
  })
})
