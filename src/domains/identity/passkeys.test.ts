import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect } from 'vitest'
import { DAY, MINUTE, after as plus } from '@/kit/time'
import type { Db } from '@/server/db'
import { type Answering, softKey } from '@/test/authenticator'
import { test } from '@/test/db'
import { localEnvironment } from '@/test/environment'
import { ACT, answering, now, signedIn, site, staff } from '@/test/staff-keys'
import { beginKeySignIn } from './actions/passkeys'
import { createPerson } from './actions/people'
import { decideRole, proposeRole } from './actions/roles'
import { signInWithPasskey } from './flows'
import { viewerOf } from './queries'
import { keysOf } from './queries/passkeys'

beforeAll(localEnvironment)
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
    expect(await viewerOf(db, me.presented, now)).toBeNull()
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

test('a one-click session counts as having stepped up on the local network, and is none anywhere else', async ({
  db,
}) => {
  const me = await signedIn(db, await staff(db), 'demo')
  expect(await me.viewer()).toMatchObject({ secondFactorAt: now, steppedUp: 'every act' })
  expect(await db.session.findFirstOrThrow({ where: { method: 'demo' } })).toMatchObject({ secondFactorBy: 'demo' })
  process.env.FLOTILLA_NETWORK = 'k2-testnet'
  const elsewhere = await viewerOf(db, me.presented, now)
  process.env.FLOTILLA_NETWORK = 'local'
  expect(elsewhere).toBeNull()
})
