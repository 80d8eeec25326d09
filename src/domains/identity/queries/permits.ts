import type { Db, Tx } from '@/server/db'
import type { Viewer } from '@/server/viewer'
import { namesOf } from '../queries'

/** What is proposed about keys of staff and waits for a second person, oldest first, with whether this viewer may decide. */
export async function openPermits(db: Db | Tx, viewer: Viewer, now: Date) {
  const open = await db.decision.findMany({
    where: { state: 'proposed', kind: { in: ['identity.passkey', 'identity.recovery'] }, expiresAt: { gt: now } },
    orderBy: { madeAt: 'asc' },
  })
  const names = await namesOf(
    db,
    open.flatMap(({ aboutId, makerId }) => [aboutId ?? makerId, makerId]),
  )
  const decides = viewer.roles.includes('admin') || viewer.roles.includes('checker')
  return open.map(({ kind, aboutId, makerId, madeAt, content }) => ({
    personId: aboutId ?? '',
    name: names.get(aboutId ?? '') ?? 'somebody',
    kind: kind === 'identity.recovery' ? ('recovery' as const) : ('passkey' as const),
    until: (content as { until: string | null }).until,
    proposedBy: names.get(makerId) ?? 'somebody',
    proposedAt: madeAt,
    mayDecide: decides && makerId !== viewer.personId && aboutId !== viewer.personId,
  }))
}
