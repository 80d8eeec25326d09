import type { Db, Tx } from '@/server/db'
import type { Viewer } from '@/server/viewer'
import { namesOf } from '../queries'
import type { Tie } from '../schema'

/** Everybody who owns 20 % of this platform or sits in one of its bodies, and what of that waits for a second person. */
export async function tiesNow(db: Db | Tx, viewer: Viewer, now: Date) {
  const [stored, open] = await Promise.all([
    db.platformTie.findMany({ where: { endedAt: null }, orderBy: { addedAt: 'asc' } }),
    db.decision.findMany({
      where: { state: 'proposed', kind: { in: ['identity.tie', 'identity.untie'] }, expiresAt: { gt: now } },
      orderBy: { madeAt: 'asc' },
    }),
  ])
  const people = [
    ...stored.map(({ personId }) => personId),
    ...open.flatMap(({ aboutId, makerId }) => [aboutId ?? makerId, makerId]),
  ]
  const names = await namesOf(db, people)
  const decides = viewer.roles.includes('admin') || viewer.roles.includes('checker')
  return {
    stored: stored.map(({ personId, kind, addedAt }) => ({
      ...{ personId, addedAt, tie: kind as Tie },
      ...{ name: names.get(personId) ?? 'somebody', isYou: personId === viewer.personId },
    })),
    waiting: open.map(({ aboutId, kind, makerId, madeAt, content }) => ({
      ...{ personId: aboutId ?? '', ends: kind === 'identity.untie', proposedAt: madeAt },
      tie: (content as { tie: Tie }).tie,
      ...{ name: names.get(aboutId ?? '') ?? 'somebody', proposedBy: names.get(makerId) ?? 'somebody' },
      mayDecide: decides && makerId !== viewer.personId && aboutId !== viewer.personId,
    })),
  }
}
