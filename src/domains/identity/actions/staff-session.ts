import { randomBytes } from 'node:crypto'
import type { Db, Tx } from '@/server/db'
import type { Client } from '@/server/session-cookie'
import { oldestNoted, staffHashOf, staffUntil } from '../rules/staff-session'

/** What can open the staff's pages: a passkey, a one-time code while a recovery lasts, one click on the local network. */
export type ShownBy = 'passkey' | 'code' | 'demo'

/**
 * Makes a session one of staff after a key was shown in it, and returns the token for the staff's cookie, a fresh one each time. The
 * session ends 8 hours from now at the latest.
 */
export async function openStaffSession(
  tx: Tx,
  { sessionId, by, client, at }: { sessionId: string; by: ShownBy; client: Client; at: Date },
): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  const until = staffUntil(at)
  const shown = { secondFactorAt: at, secondFactorBy: by, staffHash: staffHashOf(token, client), staffSeenAt: at }
  await tx.session.update({ where: { id: sessionId }, data: shown })
  await tx.session.updateMany({ where: { id: sessionId, expiresAt: { gt: until } }, data: { expiresAt: until } })
  return token
}

/** Notes that something was done as staff in a session, where the last note is older than half a minute. */
export async function noteStaffAct(db: Db | Tx, { sessionId, at }: { sessionId: string; at: Date }): Promise<void> {
  const where = { id: sessionId, staffSeenAt: { lte: oldestNoted(at) } }
  await db.session.updateMany({ where, data: { staffSeenAt: at } })
}
