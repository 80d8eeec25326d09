import type { Session } from '@/generated/prisma/client'
import type { Db, Tx } from '@/server/db'
import { isLocal } from '@/server/local'
import type { Presented } from '@/server/session-cookie'
import type { Viewer } from '@/server/viewer'
import { isOpen, oldestFresh } from '../rules/passkey'
import { isStaffOpen } from '../rules/staff-session'

type Shown = Pick<Viewer, 'secondFactorAt' | 'steppedUp'>

const NOTHING: Shown = { secondFactorAt: null, steppedUp: [] }

/**
 * What a session has shown at this instant: when a second factor, and the acts for which it was shown within five minutes. Both count
 * for the browser that holds the staff's cookie, while it is open; what a code showed, while the recovery lasts. Null for a one-click
 * session anywhere but on the local network: it is none.
 */
export async function shownIn(db: Db | Tx, session: Session, presented: Presented, at: Date): Promise<Shown | null> {
  const { id: sessionId, personId, method, secondFactorBy } = session
  const secondFactorAt = isStaffOpen(session, presented, at) ? session.secondFactorAt : null
  if (method === 'demo') return isLocal() ? { secondFactorAt, steppedUp: 'every act' } : null
  if (!secondFactorAt) return NOTHING
  if (secondFactorBy === 'code' && !(await recoveryOf(db, personId, at))) return NOTHING
  const acts = await db.stepUp.findMany({
    where: { sessionId, at: { gt: oldestFresh(at), lte: at } },
    select: { act: true },
  })
  return { secondFactorAt, steppedUp: acts.map(({ act }) => act) }
}

/** The end of somebody's recovery by one-time codes; null where there is none now. */
async function recoveryOf(db: Db | Tx, personId: string, at: Date): Promise<Date | null> {
  const permit = await db.keyPermit.findFirst({ where: { personId, kind: 'recovery', state: 'open' } })
  return permit && isOpen(permit, at) ? permit.until : null
}

/** What a member of staff sees of their own keys: which there are, whether a first one may be added, and a recovery's end. */
export async function keysOf(db: Db | Tx, personId: string, at: Date) {
  const [keys, invitation, recoveryUntil, factor] = await Promise.all([
    db.passkey.findMany({
      where: { personId, state: 'live' },
      orderBy: { addedAt: 'asc' },
      select: { id: true, name: true, addedAt: true, usedAt: true, backedUp: true },
    }),
    db.keyPermit.findFirst({ where: { personId, kind: 'passkey', state: 'open' } }),
    recoveryOf(db, personId, at),
    db.secondFactor.findUnique({ where: { personId }, select: { confirmedAt: true } }),
  ])
  const invitedUntil = invitation && isOpen(invitation, at) ? invitation.until : null
  return { keys, invitedUntil, recoveryUntil, isEnrolled: factor?.confirmedAt != null }
}
