import { generateSync } from 'otplib'
import { beforeAll, describe, expect } from 'vitest'
import { MINUTE, SECOND, after as shift } from '@/kit/time'
import type { Db } from '@/server/db'
import { test } from '@/test/db'
import { localEnvironment } from '@/test/environment'
import { allowCodes, keeping, sessionOnly } from '@/test/staff-keys'
import { createDemoPerson } from './actions/demo'
import { createPerson } from './actions/people'
import { addRole, decideRole, proposeRole } from './actions/roles'
import { beginEnrolment } from './actions/second-factor'
import { endOtherSessions, endSession, startSession } from './actions/sessions'
import { redeemSignInLink } from './actions/sign-in-link'
import { makeFirstAdmin, setEmail } from './actions/staff'
import { enterCode, linkHash, requestLink } from './flows'
import { sendMail } from './jobs'
import { viewerOf } from './queries'
import type { StaffRole } from './rules/roles'

beforeAll(localEnvironment)
const now = new Date('2026-05-01T12:00:00Z')

let people = 0
const person = (db: Db) => {
  people += 1
  const email = `person-${people}@example.org`
  return db.$transaction((tx) => createPerson(tx, { displayName: `Person ${people}`, email, now }))
}
const propose = (db: Db, personId: string, role: StaffRole, proposedBy: string, kind: 'grant' | 'revoke' = 'grant') =>
  db.$transaction((tx) => proposeRole(tx, { personId, role, kind, proposedBy, now }))
const decide = (db: Db, changeId: string, personId: string, roles: StaffRole[] = ['admin'], confirm = true) =>
  db.$transaction((tx) => decideRole(tx, { changeId, confirm, viewer: { personId, roles }, now }))
const rolesOf = async (db: Db, personId: string) =>
  (await db.roleGrant.findMany({ where: { personId } })).map(({ role }) => role).sort()

/** An admin and a checker: the first by the installation, the second by the admin alone, because nobody else is there yet. */
async function founders(db: Db) {
  await db.$transaction((tx) => makeFirstAdmin(tx, { email: 'first@example.org', now }))
  const admin = await db.person.findUniqueOrThrow({ where: { email: 'first@example.org' } })
  const known = await db.roleGrant.findFirst({ where: { role: 'checker' } })
  if (known) return { admin: admin.id, checker: known.personId }
  const checker = await person(db)
  await propose(db, checker.id, 'checker', admin.id)
  return { admin: admin.id, checker: checker.id }
}

describe('staff roles', () => {
  test('the first admin is made once; a later address gets nothing', async ({ db }) => {
    const { admin } = await founders(db)
    await db.$transaction((tx) => makeFirstAdmin(tx, { email: 'late@example.org', now }))
    expect(await rolesOf(db, admin)).toContain('admin')
    expect(await db.person.findUnique({ where: { email: 'late@example.org' } })).toBeNull()
  })

  test('a reviewer is proposed by an admin and confirmed by a checker', async ({ db }) => {
    const { admin, checker } = await founders(db)
    const { id } = await person(db)
    const { changeId, applied } = await propose(db, id, 'reviewer', admin)
    expect(applied).toBe(false)
    expect(await rolesOf(db, id)).toEqual(['member'])
    await decide(db, changeId, checker, ['checker'])
    expect(await rolesOf(db, id)).toEqual(['member', 'reviewer'])
  })

  test('the proposer, the person concerned and a reviewer cannot confirm', async ({ db }) => {
    const { admin } = await founders(db)
    const { id } = await person(db)
    const { changeId } = await propose(db, id, 'reviewer', admin)
    await expect(decide(db, changeId, admin)).rejects.toMatchObject({ code: 'identity.ownChange' })
    await expect(decide(db, changeId, id)).rejects.toMatchObject({ code: 'identity.ownChange' })
    const reviewer = await person(db)
    await expect(decide(db, changeId, reviewer.id, ['reviewer'])).rejects.toMatchObject({ code: 'identity.notDecider' })
  })

  test('the database itself refuses a confirmation by the proposer and a role without a confirmed change', async ({
    db,
    pool,
  }) => {
    const { admin } = await founders(db)
    const { id } = await person(db)
    const { changeId } = await propose(db, id, 'reviewer', admin)
    const confirm = 'update role_change set confirmed = true, decided_at = now(), decided_by = $1 where id = $2'
    await expect(pool.query(confirm, [admin, changeId])).rejects.toThrow('role_change_two_people')
    await expect(pool.query(confirm, [id, changeId])).rejects.toThrow('role_change_two_people')
    const grant = "insert into role_grant (person_id, role, granted_at) values ($1, 'reviewer', now())"
    await expect(pool.query(grant, [id])).rejects.toThrow('confirmed by a second person')
    await pool.query('update role_change set confirmed = true, decided_at = now() where id = $1', [changeId])
    await expect(pool.query(grant, [id])).rejects.toThrow('confirmed by a second person')
  })

  test('a role once taken away needs two people again', async ({ db, pool }) => {
    const { admin, checker } = await founders(db)
    const { id } = await person(db)
    for (const kind of ['grant', 'revoke'] as const) {
      const { changeId } = await propose(db, id, 'reviewer', admin, kind)
      await decide(db, changeId, checker)
    }
    expect(await rolesOf(db, id)).toEqual(['member'])
    const grant = "insert into role_grant (person_id, role, granted_at) values ($1, 'reviewer', now())"
    await expect(pool.query(grant, [id])).rejects.toThrow('confirmed by a second person')
  })

  test('nobody proposes a role for themselves, twice, or for somebody without an address', async ({ db }) => {
    const { admin } = await founders(db)
    await expect(propose(db, admin, 'checker', admin)).rejects.toMatchObject({ code: 'identity.ownRole' })
    const { id } = await person(db)
    await propose(db, id, 'reviewer', admin)
    await expect(propose(db, id, 'reviewer', admin)).rejects.toMatchObject({ code: 'identity.changeOpen' })
    const nameless = await db.$transaction((tx) => createPerson(tx, { displayName: 'No address', now }))
    await expect(propose(db, nameless.id, 'reviewer', admin)).rejects.toMatchObject({ code: 'identity.noEmail' })
  })

  test('the last admin stays', async ({ db }) => {
    const { admin, checker } = await founders(db)
    await expect(propose(db, admin, 'admin', checker, 'revoke')).rejects.toMatchObject({ code: 'identity.lastAdmin' })
  })

  test("one admin alone cannot turn a staff member's mailbox to another address", async ({ db }) => {
    const { admin, checker } = await founders(db)
    const change = { personId: checker, email: 'mine@example.org', actorId: admin, now }
    await expect(db.$transaction((tx) => setEmail(tx, change))).rejects.toMatchObject({ code: 'identity.staffEmail' })
  })

  test('an issuer becomes one by an approval, once, with one line in the log', async ({ db }) => {
    const { id } = await person(db)
    const role = { personId: id, role: 'issuer' as const, actorId: null, now }
    await db.$transaction((tx) => addRole(tx, role))
    await db.$transaction((tx) => addRole(tx, role))
    const lines = await db.logEntry.count({
      where: { type: 'identity.roleGranted', subjects: { has: `person:${id}` } },
    })
    expect(lines).toBe(1)
  })
})

describe('signing in by e-mail', () => {
  const lastLink = async (db: Db, to: string) => {
    const mail = await db.outgoingMail.findFirst({ where: { to }, orderBy: { queuedAt: 'desc' } })
    return new URLSearchParams(mail?.text.match(/#(\S+)/)?.[1])
  }

  test('staff get a link that works once; others get the same answer and no mail', async ({ db }) => {
    await founders(db)
    const ask = (email: string) => requestLink(db, { email, next: '/staff', at: now, now })
    expect(await ask('first@example.org')).toBe(await ask('nobody@example.org'))
    expect(await db.outgoingMail.count({ where: { to: 'nobody@example.org' } })).toBe(0)
    const link = await lastLink(db, 'first@example.org')
    const redeem = () =>
      db.$transaction((tx) =>
        redeemSignInLink(tx, { identifier: link.get('person') ?? '', tokenHash: linkHash(link.get('token') ?? '') }),
      )
    expect(await redeem()).toMatchObject({ expires: shift(now, 15 * MINUTE) })
    expect(await redeem()).toBeNull()
  })

  test('a member without a staff role gets no link', async ({ db }) => {
    await person(db)
    const email = `person-${people}@example.org`
    await requestLink(db, { email, next: '/staff', at: now, now })
    expect(await db.outgoingMail.count({ where: { to: email } })).toBe(0)
  })

  test('a sixth request within a quarter of an hour is refused', async ({ db }) => {
    const ask = () => requestLink(db, { email: 'many@example.org', next: '/staff', at: now, now })
    for (let count = 0; count < 5; count += 1) await ask()
    await expect(ask()).rejects.toMatchObject({ code: 'identity.tooMany' })
  })

  test('a mail that was sent is deleted with its address; one kept for the mailbox page stays', async ({ db }) => {
    const queue = () => db.outgoingMail.create({ data: { to: 'a@b.example', subject: 's', text: 't', queuedAt: now } })
    const [sent, kept] = [await queue(), await queue()]
    await sendMail(db, { mailId: sent.id }, now, async () => 'sent')
    await sendMail(db, { mailId: kept.id }, now, async () => 'kept')
    expect(await db.outgoingMail.findUnique({ where: { id: sent.id } })).toBeNull()
    expect(await db.outgoingMail.findUnique({ where: { id: kept.id } })).toMatchObject({ sentAt: now })
  })
})

describe('one-time codes, while a recovery lasts', () => {
  async function signedInAdmin(db: Db) {
    const { admin, checker } = await founders(db)
    const begun = { personId: admin, method: 'email' as const, at: now, now }
    const { token } = await db.$transaction((tx) => startSession(tx, begun))
    await db.secondFactor.deleteMany({})
    await db.attemptCount.deleteMany({})
    await allowCodes(db, admin, checker)
    const viewer = (await viewerOf(db, sessionOnly(token), now))!
    const { secret } = await db.$transaction((tx) => beginEnrolment(tx, viewer, now))
    const codeAt = (at: Date) => generateSync({ secret, epoch: Math.floor(at.getTime() / 1_000) })
    const presented = sessionOnly(token)
    const enter = (code: string, at = now) =>
      enterCode(db, { viewer, code, act: null, at, now: at, browser: keeping(presented) })
    const shownAt = async () => (await viewerOf(db, presented, now))?.secondFactorAt ?? null
    return { viewer, codeAt, enter, shownAt, secret }
  }

  test('the first right code puts the authenticator into use and gives ten recovery codes', async ({ db }) => {
    const { enter, codeAt, shownAt, viewer } = await signedInAdmin(db)
    expect(await shownAt()).toBeNull()
    const { recoveryCodes } = await enter(codeAt(now))
    expect(recoveryCodes).toHaveLength(10)
    expect(await shownAt()).toEqual(now)
    await expect(db.$transaction((tx) => beginEnrolment(tx, viewer, now))).rejects.toMatchObject({
      code: 'identity.alreadyEnrolled',
    })
  })

  test('a code is accepted once, and an older one not after it', async ({ db }) => {
    const { enter, codeAt } = await signedInAdmin(db)
    await enter(codeAt(now))
    await expect(enter(codeAt(now))).rejects.toMatchObject({ code: 'identity.wrongCode' })
    await expect(enter(codeAt(shift(now, -30 * SECOND)))).rejects.toMatchObject({ code: 'identity.wrongCode' })
    const later = shift(now, 30 * SECOND)
    expect(await enter(codeAt(later), later)).toEqual({ recoveryCodes: null })
  })

  test('a recovery code works once', async ({ db }) => {
    const { enter, codeAt } = await signedInAdmin(db)
    const { recoveryCodes } = await enter(codeAt(now))
    const code = recoveryCodes![0]!.replaceAll('-', '')
    expect(await enter(code)).toEqual({ recoveryCodes: null })
    await expect(enter(code)).rejects.toMatchObject({ code: 'identity.wrongCode' })
  })

  test('after five wrong codes even the right one must wait a quarter of an hour', async ({ db }) => {
    const { enter, codeAt } = await signedInAdmin(db)
    const wrong = codeAt(now) === '000000' ? '000001' : '000000'
    for (let count = 0; count < 5; count += 1) {
      await expect(enter(wrong)).rejects.toMatchObject({ code: 'identity.wrongCode' })
    }
    await expect(enter(codeAt(now))).rejects.toMatchObject({ code: 'identity.tooMany' })
    const later = shift(now, 15 * MINUTE)
    expect(await enter(codeAt(later), later)).toMatchObject({ recoveryCodes: expect.any(Array) })
  })

  test('the secret does not lie in the table as text', async ({ db }) => {
    const { secret, viewer } = await signedInAdmin(db)
    const row = await db.secondFactor.findUniqueOrThrow({ where: { personId: viewer.personId } })
    expect(Buffer.from(row.ciphertext).includes(secret)).toBe(false)
  })

  test('members have no use for it', async ({ db }) => {
    const { id } = await person(db)
    const { token } = await db.$transaction((tx) => startSession(tx, { personId: id, method: 'email', at: now, now }))
    const viewer = (await viewerOf(db, sessionOnly(token), now))!
    const enrolment = db.$transaction((tx) => beginEnrolment(tx, viewer, now))
    await expect(enrolment).rejects.toMatchObject({ code: 'identity.staffOnly' })
  })
})

describe('sessions', () => {
  test('a session ends when its person ends it, and by itself after 30 days, 8 hours for staff', async ({ db }) => {
    const { id } = await person(db)
    const start = (personId: string) =>
      db.$transaction((tx) => startSession(tx, { personId, method: 'wallet', at: now, now }))
    const { token, expiresAt } = await start(id)
    expect(expiresAt).toEqual(shift(now, 30 * 24 * 60 * MINUTE))
    expect(await viewerOf(db, sessionOnly(token), shift(expiresAt, -1))).not.toBeNull()
    expect(await viewerOf(db, sessionOnly(token), expiresAt)).toBeNull()
    const { sessionId } = (await viewerOf(db, sessionOnly(token), now))!
    await db.$transaction((tx) => endSession(tx, { personId: id, sessionId, now }))
    expect(await viewerOf(db, sessionOnly(token), now)).toBeNull()
    const { admin } = await founders(db)
    expect((await start(admin)).expiresAt).toEqual(shift(now, 8 * 60 * MINUTE))
  })

  test("nobody ends another person's session; ending all others keeps this one", async ({ db }) => {
    const [me, other] = [await person(db), await person(db)]
    const start = async (personId: string) => {
      const { token } = await db.$transaction((tx) => startSession(tx, { personId, method: 'wallet', at: now, now }))
      return { token, ...(await viewerOf(db, sessionOnly(token), now))! }
    }
    const [mine, second, theirs] = [await start(me.id), await start(me.id), await start(other.id)]
    await expect(
      db.$transaction((tx) => endSession(tx, { personId: me.id, sessionId: theirs.sessionId, now })),
    ).rejects.toMatchObject({ code: 'identity.noSession' })
    await db.$transaction((tx) => endOtherSessions(tx, { personId: me.id, sessionId: mine.sessionId, now }))
    expect(await viewerOf(db, sessionOnly(second.token), now)).toBeNull()
    expect(await viewerOf(db, sessionOnly(mine.token), now)).not.toBeNull()
    expect(await viewerOf(db, sessionOnly(theirs.token), now)).not.toBeNull()
  })

  test('the table holds no token, the log no name and no address', async ({ db }) => {
    const { id } = await person(db)
    const { token } = await db.$transaction((tx) => startSession(tx, { personId: id, method: 'email', at: now, now }))
    expect(await db.session.findFirst({ where: { tokenHash: token } })).toBeNull()
    const entries = await db.logEntry.findMany()
    expect(entries.filter(({ body }) => /Person \d|@example|First/.test(body))).toEqual([])
  })
})

describe('demo people', () => {
  test('exist on the local network only', async ({ db }) => {
    const make = () => db.$transaction((tx) => createDemoPerson(tx, { name: 'Ola', about: 'invests', now }))
    process.env.FLOTILLA_NETWORK = 'k2-testnet'
    await expect(make()).rejects.toMatchObject({ kind: 'missing' })
    process.env.FLOTILLA_NETWORK = 'local'
    expect(await make()).toHaveProperty('id')
  })
})
