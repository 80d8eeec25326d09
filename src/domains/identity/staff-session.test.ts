import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect } from 'vitest'
import { HOUR, MINUTE, after as plus, SECOND } from '@/kit/time'
import type { Db } from '@/server/db'
import { createCaller } from '@/server/router'
import { type Client, presentedBy, staffCookieHeader } from '@/server/session-cookie'
import { test } from '@/test/db'
import { localEnvironment } from '@/test/environment'
import { ACT, now, signedIn, staff } from '@/test/staff-keys'
import { decideRole, proposeRole } from './actions/roles'
import { noteStaffAct } from './actions/staff-session'
import { viewerOf } from './queries'

beforeAll(localEnvironment)

const office: Client = { address: '192.0.2.7', userAgent: 'Browser of the office' }
const NOTHING = { secondFactorAt: null, steppedUp: [] }

/** Somebody of the staff who showed a key for an act, in the office. */
async function atWork(db: Db, at = now) {
  const personId = await staff(db)
  const me = await signedIn(db, personId, 'email', at, office)
  const key = await me.register()
  await me.show(key)
  return { ...me, key, personId, seen: (change = {}, when = at) => viewerOf(db, { ...me.presented, ...change }, when) }
}

describe('E8: a session of staff', () => {
  test('is one for the browser and the address that showed the key; a stolen cookie opens nothing', async ({ db }) => {
    const { seen, presented, show, key } = await atWork(db)
    expect(await seen()).toMatchObject({ secondFactorAt: now, steppedUp: [ACT] })
    expect(await seen({ staff: null })).toMatchObject(NOTHING)
    expect(await seen({ staff: presented.session })).toMatchObject(NOTHING)
    expect(await seen({ client: { ...office, userAgent: 'Another browser' } })).toMatchObject(NOTHING)
    expect(await seen({ client: { ...office, address: '198.51.100.9' } })).toMatchObject(NOTHING)
    expect(await seen({ session: null })).toBeNull()
    const before = presented.staff
    await show(key)
    expect(await seen({ staff: before })).toMatchObject(NOTHING)
    expect(await seen()).toMatchObject({ secondFactorAt: now })
    const rows = JSON.stringify(await db.session.findMany())
    for (const secret of [presented.session, presented.staff, office.address, office.userAgent])
      expect(rows).not.toContain(secret)
  })

  test('is over after 15 minutes in which nothing is done, and after 8 hours whatever is done', async ({ db }) => {
    const { seen, show, key } = await atWork(db)
    const open = async (minutes: number, before = 0) =>
      (await seen({}, plus(now, minutes * MINUTE - before)))?.secondFactorAt != null
    expect([await open(15, 1), await open(15)]).toEqual([true, false])
    const { sessionId } = (await seen())!
    const act = (at: Date) => noteStaffAct(db, { sessionId, at })
    await act(plus(now, 30 * SECOND - 1))
    expect(await open(15)).toBe(false)
    await act(plus(now, 14 * MINUTE))
    expect([await open(29, 1), await open(29)]).toEqual([true, false])
    // Over for staff, not for the member who they are too: the key opens it again, up to the end that was set at its start.
    await show(key, {}, null, plus(now, 7 * HOUR))
    for (let minutes = 430; minutes < 480; minutes += 10) await act(plus(now, minutes * MINUTE))
    expect(await open(8 * 60, 1)).toBe(true)
    expect(await seen({}, plus(now, 8 * HOUR))).toBeNull()
  })

  test('of somebody whom a role was given to while signed in ends 8 hours after the key was shown', async ({ db }) => {
    const personId = await staff(db)
    const me = await signedIn(db, personId)
    await db.session.updateMany({ where: { personId }, data: { expiresAt: plus(now, 700 * HOUR) } })
    await me.register()
    expect(await viewerOf(db, me.presented, plus(now, 8 * HOUR))).toBeNull()
  })

  test('loses a role with the next request', async ({ db }) => {
    const { seen, personId } = await atWork(db)
    await staff(db)
    expect((await seen())?.roles).toContain('checker')
    const change = { personId, role: 'checker' as const, kind: 'revoke' as const, proposedBy: randomUUID(), now }
    const { changeId } = await db.$transaction((tx) => proposeRole(tx, change))
    const viewer = { personId: randomUUID(), roles: ['admin' as const] }
    await db.$transaction((tx) => decideRole(tx, { changeId, confirm: true, viewer, now }))
    expect((await seen())?.roles ?? []).not.toContain('checker')
  })

  test('is kept open by what is done as staff, not by what any member does', async ({ db }) => {
    const viewer = (await (await atWork(db)).seen())!
    let acts = 0
    const noteAct = async () => {
      acts += 1
    }
    const noted = { db, now, requestId: 'test', noteStaffAct: noteAct }
    await createCaller({ ...noted, viewer }).identity.account()
    expect(acts).toBe(0)
    await createCaller({ ...noted, viewer }).identity.roleChanges()
    expect(acts).toBe(1)
    const over = createCaller({ ...noted, viewer: { ...viewer, secondFactorAt: null } })
    await expect(over.identity.roleChanges()).rejects.toMatchObject({ cause: { code: 'server.staffOver' } })
    expect(acts).toBe(1)
  })

  test('E21: has a cookie that no other site makes a browser send, and no other host can set', () => {
    const read = (cookie: string) => presentedBy((name) => (name === 'cookie' ? cookie : null)).staff
    const site = process.env.SITE_URL
    process.env.SITE_URL = 'https://flotilla.example'
    const [secure, taken, other] = [
      staffCookieHeader('a'),
      read('x=1; __Host-flotilla-staff=a'),
      read('flotilla-staff=a'),
    ]
    process.env.SITE_URL = site
    expect(secure).toBe('__Host-flotilla-staff=a; Path=/; HttpOnly; SameSite=Strict; Secure')
    expect({ taken, other, broken: read('flotilla-staff=%') }).toEqual({ taken: 'a', other: null, broken: null })
  })
})
