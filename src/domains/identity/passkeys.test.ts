import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect } from 'vitest'
import { DAY, HOUR, MINUTE, after as plus } from '@/kit/time'
import type { Db } from '@/server/db'
import { type Answering, softKey } from '@/test/authenticator'
import { test } from '@/test/db'
import { localEnvironment } from '@/test/environment'
import { addPasskey, beginKeySignIn, beginPasskey, beginShowing, removePasskey } from './actions/passkeys'
import { createPerson } from './actions/people'
import { decidePermit, proposePermit } from './actions/permits'
import { decideRole, proposeRole } from './actions/roles'
import { beginEnrolment } from './actions/second-factor'
import { type SessionMethod, startSession } from './actions/sessions'
import { showPasskey, signInWithPasskey } from './flows'
import { viewerOf } from './queries'
import { keysOf } from './queries/passkeys'
import { openPermits } from './queries/permits'

beforeAll(localEnvironment)
const now = new Date('2026-05-01T12:00:00Z')
const site = { id: '127.0.0.1', origin: 'http://127.0.0.1:3000' }
const ACT = 'compliance.confirm'

let people = 0
/** Somebody whom two people made a checker; the first ones by themselves, since nobody else is there yet. */
async function staff(db: Db): Promise<string> {
  people += 1
  const email = `staff-${people}@example.org`
  const { id } = await db.$transaction((tx) => createPerson(tx, { displayName: `Staff ${people}`, email, now }))
  const proposed = { personId: id, role: 'checker' as const, kind: 'grant' as const, proposedBy: randomUUID(), now }
  const { changeId, applied } = await db.$transaction((tx) => proposeRole(tx, proposed))
  const viewer = { personId: randomUUID(), roles: ['admin' as const] }
  if (!applied) await db.$transaction((tx) => decideRole(tx, { changeId, confirm: true, viewer, now }))
  return id
}

/** A session, and what its person does in it. */
async function signedIn(db: Db, personId: string, method: SessionMethod = 'email', at = now) {
  const { token } = await db.$transaction((tx) => startSession(tx, { personId, method, at, now: at }))
  const viewer = async (when = at) => (await viewerOf(db, token, when))!
  const register = async (key = softKey(), change: Partial<Answering> = {}, when = at) => {
    const asked = { viewer: await viewer(when), site, at: when }
    const { challenge } = await db.$transaction((tx) => beginPasskey(tx, asked))
    const answer = key.make({ rpId: site.id, origin: site.origin, challenge, ...change })
    await db.$transaction(async (tx) => addPasskey(tx, { ...asked, answer, name: 'Laptop', now: when }))
    return key
  }
  const asked = async (act: string | null = ACT, when = at) => {
    const showing = { viewer: await viewer(when), act, site, at: when }
    return (await db.$transaction((tx) => beginShowing(tx, showing))).challenge
  }
  const answer = async (given: ReturnType<ReturnType<typeof softKey>['show']>, when = at) =>
    showPasskey(db, { viewer: await viewer(when), answer: given, at: when, now: when })
  const show = async (
    key: ReturnType<typeof softKey>,
    change: Partial<Answering> = {},
    act: string | null = ACT,
    when = at,
  ) => answer(key.show({ rpId: site.id, origin: site.origin, challenge: await asked(act, when), ...change }), when)
  return { token, viewer, register, asked, answer, show }
}
const answering = (challenge: string): Answering => ({ rpId: site.id, origin: site.origin, challenge })
const code = (name: string) => ({ code: `identity.${name}` })

describe('a first passkey', () => {
  test('comes with a role that two people gave, after a sign-in by mail, and opens the staff’s pages', async ({
    db,
  }) => {
    const personId = await staff(db)
    const me = await signedIn(db, personId)
    expect(await me.viewer()).toMatchObject({ secondFactorAt: null, steppedUp: [] })
    await me.register()
    expect(await me.viewer()).toMatchObject({ secondFactorAt: now, steppedUp: [] })
    expect(await keysOf(db, personId, now)).toMatchObject({ keys: [{ name: 'Laptop' }], invitedUntil: null })
    await expect((await signedIn(db, personId)).register()).rejects.toMatchObject({ code: 'server.stepUp' })
  })

  test('is not for whom nobody invited, after the invitation, after a sign-in by wallet, or for members', async ({
    db,
  }) => {
    const personId = await staff(db)
    const late = await signedIn(db, personId, 'email', plus(now, 14 * DAY))
    await expect(late.register()).rejects.toMatchObject(code('noPermit'))
    await expect((await signedIn(db, personId, 'wallet')).register()).rejects.toMatchObject(code('byMailOnly'))
    const { id } = await db.$transaction((tx) => createPerson(tx, { displayName: 'Member', now }))
    await expect((await signedIn(db, id)).register()).rejects.toMatchObject(code('staffOnly'))
    await (await signedIn(db, personId, 'email', plus(now, 14 * DAY - 1))).register()
  })

  test('E10: neither permit nor passkey is written past two people, not even by SQL', async ({ db, pool }) => {
    const personId = await staff(db)
    await staff(db)
    const permit = `insert into key_permit (id, person_id, kind, granted_at, until) values (gen_random_uuid(), $1, $2, now(), now() + interval '1 day')`
    await pool.query(`update key_permit set state = 'ended' where person_id = $1`, [personId])
    for (const kind of ['passkey', 'recovery'])
      await expect(pool.query(permit, [personId, kind])).rejects.toThrow('decision of two people')
    const key = `insert into passkey (id, person_id, public_key, counter, backed_up, name, added_at) values ('a', $1, '', 0, false, 'x', now())`
    await expect(pool.query(key, [personId])).rejects.toThrow('a first passkey needs a permit')
    await expect(pool.query(`update key_permit set state = 'open' where person_id = $1`, [personId])).rejects.toThrow(
      'a permit only ends',
    )
  })
})

describe('a passkey that is shown', () => {
  test('E8: opens one act, in one session, for less than five minutes', async ({ db }) => {
    const personId = await staff(db)
    const [me, elsewhere] = [await signedIn(db, personId), await signedIn(db, personId)]
    const key = await me.register()
    await me.show(key)
    expect((await me.viewer()).steppedUp).toEqual([ACT])
    expect((await me.viewer(plus(now, 5 * MINUTE - 1))).steppedUp).toEqual([ACT])
    expect((await me.viewer(plus(now, 5 * MINUTE))).steppedUp).toEqual([])
    expect(await elsewhere.viewer()).toMatchObject({ steppedUp: [], secondFactorAt: null })
    await me.show(key, {}, null)
    expect((await me.viewer()).steppedUp).toEqual([ACT])
  })

  test('E6: counts once, within five minutes, in the session that was asked', async ({ db }) => {
    const personId = await staff(db)
    const [me, elsewhere] = [await signedIn(db, personId), await signedIn(db, personId)]
    const key = await me.register()
    const given = key.show(answering(await me.asked()))
    const both = await Promise.allSettled([me.answer(given), me.answer(given)])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const other = key.show(answering(await me.asked()))
    await expect(elsewhere.answer(other)).rejects.toMatchObject(code('noChallenge'))
    await expect(me.answer(other, plus(now, 5 * MINUTE))).rejects.toMatchObject(code('noChallenge'))
    await me.answer(other, plus(now, 5 * MINUTE - 1))
  })

  test.for<[string, Partial<Answering>]>([
    ['another site’s address', { origin: 'http://evil.example' }],
    ['another site’s name', { rpId: 'evil.example' }],
    ['nobody verified', { verified: false }],
  ])('is refused with %s, when made and when shown', async ([, change], { db }) => {
    const me = await signedIn(db, await staff(db))
    await expect(me.register(softKey(), change)).rejects.toMatchObject(code('badKey'))
    const key = await me.register()
    await expect(me.show(key, change)).rejects.toMatchObject(code('badKey'))
    await expect(me.show(key, { userHandle: randomUUID() })).rejects.toMatchObject(code('unknownKey'))
    await expect(me.show(softKey())).rejects.toMatchObject(code('unknownKey'))
  })

  test('is refused with a signature over something else', async ({ db }) => {
    const me = await signedIn(db, await staff(db))
    const key = await me.register()
    const [one, other] = [key.show(answering(await me.asked())), key.show(answering(await me.asked()))]
    const mixed = { ...one, response: { ...one.response, signature: other.response.signature } }
    await expect(me.answer(mixed)).rejects.toMatchObject(code('badKey'))
  })

  test('a count that goes backwards ends the key and every session, and tells who keeps watch', async ({ db }) => {
    const personId = await staff(db)
    const me = await signedIn(db, personId)
    const key = await me.register(softKey(), { counter: 7 })
    await me.show(key, { counter: 8 })
    const mails = await db.outgoingMail.count()
    await expect(me.show(key, { counter: 8 })).rejects.toMatchObject(code('clonedKey'))
    expect(await viewerOf(db, me.token, now)).toBeNull()
    expect(await db.passkey.findUniqueOrThrow({ where: { id: key.id } })).toMatchObject({
      state: 'cloned',
      endedAt: now,
    })
    expect(await db.outgoingMail.count()).toBeGreaterThan(mails)
    expect(
      await db.logEntry.count({ where: { type: 'identity.passkeyCopied', subjects: { has: `person:${personId}` } } }),
    ).toBe(1)
    await expect((await signedIn(db, personId)).show(key)).rejects.toMatchObject(code('noKey'))
  })
})

describe('signing in with a passkey', () => {
  const challenge = async (db: Db, at = now) =>
    (await db.$transaction((tx) => beginKeySignIn(tx, { site, at }))).challenge

  test('tells who it is, once, and starts a session that has shown it', async ({ db }) => {
    const personId = await staff(db)
    const key = await (await signedIn(db, personId)).register()
    const answer = key.show({ ...answering(await challenge(db)), userHandle: personId })
    expect(await signInWithPasskey(db, { answer, at: now, now })).toEqual({ personId })
    await expect(signInWithPasskey(db, { answer, at: now, now })).rejects.toMatchObject(code('noChallenge'))
    const me = await signedIn(db, personId, 'passkey')
    expect(await me.viewer()).toMatchObject({ secondFactorAt: now, steppedUp: [] })
  })

  test('is over for whom the roles were taken from, and a challenge of one purpose serves no other', async ({ db }) => {
    const personId = await staff(db)
    await staff(db)
    const me = await signedIn(db, personId)
    const key = await me.register()
    const shown = key.show(answering(await me.asked()))
    await expect(signInWithPasskey(db, { answer: shown, at: now, now })).rejects.toMatchObject(code('noChallenge'))
    const change = { personId, role: 'checker' as const, kind: 'revoke' as const, proposedBy: randomUUID(), now }
    const { changeId } = await db.$transaction((tx) => proposeRole(tx, change))
    const viewer = { personId: randomUUID(), roles: ['admin' as const] }
    await db.$transaction((tx) => decideRole(tx, { changeId, confirm: true, viewer, now }))
    const answer = key.show(answering(await challenge(db)))
    await expect(signInWithPasskey(db, { answer, at: now, now })).rejects.toMatchObject(code('unknownKey'))
  })
})

describe('more keys, lost keys', () => {
  test('another key joins and one goes only with a key shown for that act; the last one stays', async ({ db }) => {
    const personId = await staff(db)
    const [me, elsewhere] = [await signedIn(db, personId), await signedIn(db, personId)]
    const first = await me.register()
    await me.show(first, {}, 'identity.addPasskey')
    const second = await me.register()
    const remove = async (passkeyId: string) => {
      const viewer = await me.viewer()
      return db.$transaction((tx) => removePasskey(tx, { viewer, passkeyId, now }))
    }
    await expect(remove(first.id)).rejects.toMatchObject({ code: 'server.stepUp' })
    await me.show(second, {}, 'identity.removePasskey')
    await remove(first.id)
    expect(await viewerOf(db, elsewhere.token, now)).toBeNull()
    await expect(remove(first.id)).rejects.toMatchObject(code('noKey'))
    await expect(remove(second.id)).rejects.toMatchObject(code('lastKey'))
  })

  test('a fresh invitation needs two people, ends the old keys and signs out', async ({ db }) => {
    const [personId, maker, second] = [await staff(db), await staff(db), await staff(db)]
    const me = await signedIn(db, personId)
    const lost = await me.register()
    const ask = (actorId: string) =>
      db.$transaction((tx) => proposePermit(tx, { personId, kind: 'passkey', actorId, now }))
    await expect(ask(personId)).rejects.toMatchObject(code('aboutYou'))
    await ask(maker)
    const decide = (by: string) =>
      db.$transaction((tx) =>
        decidePermit(tx, { personId, confirm: true, viewer: { personId: by, roles: ['checker'] }, now }),
      )
    await expect(decide(maker)).rejects.toMatchObject(code('samePerson'))
    await expect(decide(personId)).rejects.toMatchObject(code('aboutYou'))
    const seen = await openPermits(db, { ...(await me.viewer()), personId: second, roles: ['checker'] }, now)
    expect(seen).toMatchObject([{ personId, kind: 'passkey', mayDecide: true }])
    await decide(second)
    expect(await viewerOf(db, me.token, now)).toBeNull()
    const again = await signedIn(db, personId)
    await expect(again.show(lost)).rejects.toMatchObject(code('noKey'))
    await again.register()
  })

  test('a key that was added meanwhile makes it another thing, and 72 hours end it', async ({ db }) => {
    const [personId, maker, second] = [await staff(db), await staff(db), await staff(db)]
    const ask = (at: Date) =>
      db.$transaction((tx) => proposePermit(tx, { personId, kind: 'passkey', actorId: maker, now: at }))
    const decide = (confirm: boolean, at: Date) =>
      db.$transaction((tx) =>
        decidePermit(tx, { personId, confirm, viewer: { personId: second, roles: ['admin'] }, now: at }),
      )
    await ask(now)
    await (await signedIn(db, personId)).register()
    await expect(decide(true, now)).rejects.toMatchObject(code('changedSince'))
    await decide(false, now)
    await ask(now)
    await expect(decide(true, plus(now, 72 * HOUR))).rejects.toMatchObject(code('proposalOver'))
    await ask(plus(now, 72 * HOUR))
  })
})

describe('a recovery by one-time codes', () => {
  test('needs two people and a day, ends at it even in an open session, and adds no passkey', async ({ db }) => {
    const [personId, maker, second] = [await staff(db), await staff(db), await staff(db)]
    const me = await signedIn(db, personId)
    await me.register()
    const enrol = async () => {
      const viewer = await me.viewer()
      return db.$transaction((tx) => beginEnrolment(tx, viewer, now))
    }
    await expect(enrol()).rejects.toMatchObject(code('noRecovery'))
    const ask = (until?: string) =>
      db.$transaction((tx) => proposePermit(tx, { personId, kind: 'recovery', until, actorId: maker, now }))
    for (const day of [undefined, '2026-04-30', '2026-05-16'])
      await expect(ask(day)).rejects.toMatchObject(code('untilNeeded'))
    await ask('2026-05-02')
    const viewer = { personId: second, roles: ['checker' as const] }
    await db.$transaction((tx) => decidePermit(tx, { personId, confirm: true, viewer, now }))
    const end = new Date('2026-05-03T00:00:00Z')
    expect(await keysOf(db, personId, plus(end, -1))).toMatchObject({ recoveryUntil: end })
    const late = await signedIn(db, personId, 'email', plus(end, -5 * MINUTE))
    await db.session.updateMany({ where: { personId }, data: { secondFactorAt: now, secondFactorBy: 'code' } })
    expect(await late.viewer(plus(end, -1))).toMatchObject({ secondFactorAt: now })
    await expect(late.register()).rejects.toMatchObject(code('recoveryOnly'))
    expect(await late.viewer(end)).toMatchObject({ secondFactorAt: null, steppedUp: [] })
    const told = await db.logEntry.findFirstOrThrow({
      where: { type: 'identity.keyPermitted' },
      orderBy: { serial: 'desc' },
    })
    expect(told.body).toContain('"kind":"recovery","until":"2026-05-03T00:00:00.000Z"')
  })
})

test('a one-click session counts as having stepped up on the local network, and is none anywhere else', async ({
  db,
}) => {
  const me = await signedIn(db, await staff(db), 'demo')
  expect(await me.viewer()).toMatchObject({ secondFactorAt: now, steppedUp: 'every act' })
  expect(await db.session.findFirstOrThrow({ where: { method: 'demo' } })).toMatchObject({ secondFactorBy: 'demo' })
  process.env.FLOTILLA_NETWORK = 'k2-testnet'
  const elsewhere = await viewerOf(db, me.token, now)
  process.env.FLOTILLA_NETWORK = 'local'
  expect(elsewhere).toBeNull()
})
