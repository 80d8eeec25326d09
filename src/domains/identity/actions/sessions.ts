import { randomBytes } from 'node:crypto'
import { append } from '@/domains/log/actions'
import { sha256 } from '@/kit/digest'
import { after, DAY } from '@/kit/time'
import type { Tx } from '@/server/db'
import { type Client, NO_CLIENT } from '@/server/session-cookie'
import { refuse } from '../rules/refusals'
import { isStaffRole } from '../rules/roles'
import { staffUntil } from '../rules/staff-session'
import { openStaffSession } from './staff-session'

export type SessionMethod = 'wallet' | 'email' | 'demo' | 'passkey'

/** Those of staff end sooner (rules/staff-session.ts): they reach other people's documents. */
export const MEMBER_SESSION_MS = 30 * DAY

/** The name under which a session is stored: whoever reads the table cannot use what it says. */
export const tokenHashOf = (token: string): string => sha256(token).toString('hex')

/**
 * Starts a session and returns the token for its cookie, and for the staff's cookie where it is one of theirs from the start: one that
 * a passkey started has shown it. A demo session of staff counts as having shown one, and is marked as such: it exists on the local
 * network only, where one click signs anybody in.
 */
export async function startSession(
  tx: Tx,
  input: { personId: string; method: SessionMethod; at: Date; now: Date; token?: string; client?: Client },
): Promise<{ token: string; staffToken: string | null; expiresAt: Date }> {
  const { personId, method, at, now, token = randomBytes(32).toString('base64url'), client = NO_CLIENT } = input
  const roles = await tx.roleGrant.findMany({ where: { personId }, select: { role: true } })
  const isStaff = roles.some(({ role }) => isStaffRole(role))
  const expiresAt = isStaff ? staffUntil(at) : after(at, MEMBER_SESSION_MS)
  const { id: sessionId } = await tx.session.create({
    data: { tokenHash: tokenHashOf(token), personId, method, startedAt: at, expiresAt },
  })
  const by = method === 'demo' || method === 'passkey' ? method : null
  const staffToken = isStaff && by ? await openStaffSession(tx, { sessionId, by, client, at }) : null
  const act = { type: 'identity.signedIn', at: now, actorId: personId, subjects: [`person:${personId}`] }
  await append(tx, { ...act, facts: { method } })
  return { token, staffToken, expiresAt }
}

/** Ends one session of a person. */
export async function endSession(
  tx: Tx,
  { personId, sessionId, now }: { personId: string; sessionId: string; now: Date },
): Promise<void> {
  const { count } = await tx.session.deleteMany({ where: { id: sessionId, personId } })
  if (count !== 1) throw refuse.noSession()
  await recordEnd(tx, personId, 1, now)
}

/** Ends all sessions of a person but the one that asks. Returns how many ended. */
export async function endOtherSessions(
  tx: Tx,
  { personId, sessionId, now }: { personId: string; sessionId: string; now: Date },
): Promise<{ ended: number }> {
  const { count } = await tx.session.deleteMany({ where: { personId, NOT: { id: sessionId } } })
  if (count > 0) await recordEnd(tx, personId, count, now)
  return { ended: count }
}

/** Ends every session of a person, by an admin: for a lost phone or a stolen key. */
export async function endSessionsOf(
  tx: Tx,
  { personId, actorId, now }: { personId: string; actorId: string; now: Date },
): Promise<{ ended: number }> {
  const { count } = await tx.session.deleteMany({ where: { personId } })
  const subjects = [`person:${personId}`]
  await append(tx, { type: 'identity.sessionsEnded', at: now, actorId, subjects, facts: { sessions: count } })
  return { ended: count }
}

/** Ends the session of a token, at sign-out. An unknown token has nothing to end. */
export async function endSessionOf(tx: Tx, { token, now }: { token: string; now: Date }): Promise<void> {
  const found = await tx.session.findUnique({ where: { tokenHash: tokenHashOf(token) } })
  if (!found) return
  await tx.session.deleteMany({ where: { id: found.id } })
  await recordEnd(tx, found.personId, 1, now)
}

const recordEnd = (tx: Tx, personId: string, count: number, now: Date) =>
  append(tx, {
    type: 'identity.signedOut',
    at: now,
    actorId: personId,
    subjects: [`person:${personId}`],
    facts: { sessions: count },
  })
