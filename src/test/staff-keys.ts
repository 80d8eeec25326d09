import { randomUUID } from 'node:crypto'
import { beginPasskey, beginShowing } from '@/domains/identity/actions/passkeys'
import { createPerson } from '@/domains/identity/actions/people'
import { decidePermit, proposePermit } from '@/domains/identity/actions/permits'
import { decideRole, proposeRole } from '@/domains/identity/actions/roles'
import { type SessionMethod, startSession } from '@/domains/identity/actions/sessions'
import { addPasskey, showPasskey } from '@/domains/identity/flows'
import { viewerOf } from '@/domains/identity/queries'
import type { StaffRole } from '@/domains/identity/rules/roles'
import type { Db } from '@/server/db'
import { type Client, NO_CLIENT, type Presented, staffCookie } from '@/server/session-cookie'
import type { Role, Viewer } from '@/server/viewer'
import { type Answering, softKey } from './authenticator'

/** When staff of tests are at work, and on which site. */
export const now = new Date('2026-05-01T12:00:00Z')
export const site = { id: '127.0.0.1', origin: 'http://127.0.0.1:3000' }
/** The act that they show their keys for. */
export const ACT = 'compliance.confirm'

let people = 0
/** Somebody whom two people gave a role; the first ones by themselves, since nobody else is there yet. */
export async function staff(db: Db, role: StaffRole = 'checker'): Promise<string> {
  people += 1
  const email = `staff-${people}@example.org`
  const { id } = await db.$transaction((tx) => createPerson(tx, { displayName: `Staff ${people}`, email, now }))
  const proposed = { personId: id, role, kind: 'grant' as const, proposedBy: randomUUID(), now }
  const { changeId, applied } = await db.$transaction((tx) => proposeRole(tx, proposed))
  const viewer = { personId: randomUUID(), roles: ['admin' as const] }
  if (!applied) await db.$transaction((tx) => decideRole(tx, { changeId, confirm: true, viewer, now }))
  return id
}

/** What a browser shows that has a session and no cookie of staff. */
export const sessionOnly = (session: string): Presented => ({ session, staff: null, client: NO_CLIENT })

/** A browser that keeps the staff's cookie that it is handed. */
export const keeping = (presented: Presented) => ({
  setCookie: (header: string) => {
    presented.staff = header.match(`^${staffCookie()}=([^;]+)`)?.[1] ?? null
  },
})

/** A session, and what its person does in it. */
export async function signedIn(
  db: Db,
  personId: string,
  method: SessionMethod = 'email',
  at = now,
  client: Client = NO_CLIENT,
) {
  const started = { personId, method, at, now: at, client }
  const { token, staffToken } = await db.$transaction((tx) => startSession(tx, started))
  const presented: Presented = { session: token, staff: staffToken, client }
  const browser = { client, ...keeping(presented) }
  const viewer = async (when = at) => (await viewerOf(db, presented, when))!
  const register = async (key = softKey(), change: Partial<Answering> = {}, when = at) => {
    const asked = { viewer: await viewer(when), site, at: when }
    const { challenge } = await db.$transaction((tx) => beginPasskey(tx, asked))
    const answer = key.make({ rpId: site.id, origin: site.origin, challenge, ...change })
    await addPasskey(db, { viewer: asked.viewer, answer, name: 'Laptop', at: when, now: when, browser })
    return key
  }
  const asked = async (act: string | null = ACT, when = at) => {
    const showing = { viewer: await viewer(when), act, site, at: when }
    return (await db.$transaction((tx) => beginShowing(tx, showing))).challenge
  }
  const answer = async (given: ReturnType<ReturnType<typeof softKey>['show']>, when = at) =>
    showPasskey(db, { viewer: await viewer(when), answer: given, at: when, now: when, browser })
  const show = async (
    key: ReturnType<typeof softKey>,
    change: Partial<Answering> = {},
    act: string | null = ACT,
    when = at,
  ) => answer(key.show({ rpId: site.id, origin: site.origin, challenge: await asked(act, when), ...change }), when)
  return { presented, browser, viewer, register, asked, answer, show }
}
export const answering = (challenge: string): Answering => ({ rpId: site.id, origin: site.origin, challenge })

/** One-time codes of somebody count for a day: a checker proposed it, and somebody whom the test makes up confirmed. */
export async function allowCodes(db: Db, personId: string, checker: string): Promise<void> {
  const proposed = { personId, kind: 'recovery' as const, until: '2026-05-02', actorId: checker, now }
  await db.$transaction((tx) => proposePermit(tx, proposed))
  const viewer = { personId: randomUUID(), roles: ['admin' as const] }
  await db.$transaction((tx) => decidePermit(tx, { personId, confirm: true, viewer, now }))
}

/** Somebody as the procedures see them, who showed a key for every act. */
export const viewerWith = (personId: string, ...roles: Role[]): Viewer => ({
  ...{ personId, sessionId: randomUUID(), roles, displayName: 'Staff', wallets: [] },
  ...{ secondFactorAt: now, steppedUp: 'every act' },
})
/** Somebody who has a role, and is found by it. */
export const colleague = async (db: Db, role: 'reviewer' | 'checker'): Promise<Viewer> =>
  viewerWith(await staff(db, role), role)

/** They lose their role, by two people. */
export async function leave(db: Db, { personId }: Viewer, role: StaffRole): Promise<void> {
  const proposed = { personId, role, kind: 'revoke' as const, proposedBy: randomUUID(), now }
  const { changeId } = await db.$transaction((tx) => proposeRole(tx, proposed))
  const viewer = { personId: randomUUID(), roles: ['admin' as const] }
  await db.$transaction((tx) => decideRole(tx, { changeId, confirm: true, viewer, now }))
}
