import { beforeAll, describe, expect } from 'vitest'
import { HOUR, MINUTE, after as plus } from '@/kit/time'
import { NO_CLIENT } from '@/server/session-cookie'
import { test } from '@/test/db'
import { localEnvironment } from '@/test/environment'
import { VECTORS } from '@/test/passkey-vectors'
import { now, signedIn, staff } from '@/test/staff-keys'
import { addPasskey, removePasskey } from './actions/passkeys'
import { decidePermit, proposePermit } from './actions/permits'
import { beginEnrolment } from './actions/second-factor'
import { openStaffSession } from './actions/staff-session'
import { viewerOf } from './queries'
import { keysOf } from './queries/passkeys'
import { openPermits } from './queries/permits'

beforeAll(localEnvironment)
const code = (name: string) => ({ code: `identity.${name}` })

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
    expect(await viewerOf(db, elsewhere.presented, now)).toBeNull()
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
    expect(await viewerOf(db, me.presented, now)).toBeNull()
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
    const opened = plus(end, -5 * MINUTE)
    const { sessionId } = await late.viewer()
    late.presented.staff = await db.$transaction((tx) =>
      openStaffSession(tx, { sessionId, by: 'code', client: NO_CLIENT, at: opened }),
    )
    expect(await late.viewer(plus(end, -1))).toMatchObject({ secondFactorAt: opened })
    await expect(late.register()).rejects.toMatchObject(code('recoveryOnly'))
    expect(await late.viewer(end)).toMatchObject({ secondFactorAt: null, steppedUp: [] })
    const told = await db.logEntry.findFirstOrThrow({
      where: { type: 'identity.keyPermitted' },
      orderBy: { serial: 'desc' },
    })
    expect(told.body).toContain('"kind":"recovery","until":"2026-05-03T00:00:00.000Z"')
  })
})

test('the vectors of the standard: a key whose holder was verified is taken, one without is not', async ({ db }) => {
  const base64url = (hex: string) => Buffer.from(hex, 'hex').toString('base64url')
  const take = async ({ challenge, id, attestation, clientData }: (typeof VECTORS)[keyof typeof VECTORS]) => {
    const me = await signedIn(db, await staff(db))
    const viewer = await me.viewer()
    const asked = { purpose: 'register', personId: viewer.personId, sessionId: viewer.sessionId }
    const times = { issuedAt: now, expiresAt: plus(now, MINUTE) }
    await db.passkeyChallenge.create({ data: { ...asked, ...times, challenge: base64url(challenge) } })
    const response = { clientDataJSON: base64url(clientData), attestationObject: base64url(attestation) }
    const envelope = {
      id: base64url(id),
      rawId: base64url(id),
      type: 'public-key' as const,
      clientExtensionResults: {},
    }
    const example = { id: 'example.org', origin: 'https://example.org' }
    const answer = { ...envelope, response }
    const added = { viewer, answer, name: 'Vector', site: example, client: NO_CLIENT, at: now, now }
    return db.$transaction((tx) => addPasskey(tx, added))
  }
  await take(VECTORS['packed-self.ES256'])
  await expect(take(VECTORS['none.ES256'])).rejects.toMatchObject(code('badKey'))
})
