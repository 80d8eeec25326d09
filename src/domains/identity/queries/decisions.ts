import type { Db, Tx } from '@/server/db'

/** Every decision about a thing, newest first. */
export function decisionsAbout(db: Db | Tx, subject: string) {
  return db.decision.findMany({ where: { subject }, orderBy: [{ madeAt: 'desc' }, { id: 'desc' }] })
}

/** The open proposals about several things, by thing: who made them, what they are, and until when they count. */
export async function openProposals(db: Db | Tx, subjects: readonly string[]) {
  const open = await db.decision.findMany({
    where: { subject: { in: [...subjects] }, state: 'proposed' },
    select: { subject: true, kind: true, makerId: true, madeAt: true, expiresAt: true },
  })
  return new Map(open.map((proposal) => [proposal.subject, proposal]))
}

/** The open proposals about several things, whole, the oldest first. */
export const openDecisions = (db: Db | Tx, subjects: readonly string[]) =>
  db.decision.findMany({ where: { subject: { in: [...subjects] }, state: 'proposed' }, orderBy: { madeAt: 'asc' } })

/** Things whose open proposal of a room's kinds ran out of time. `kinds` begins the kind, for example `case.`. */
export async function overdueProposals(db: Db | Tx, kinds: string, now: Date): Promise<string[]> {
  const due = await db.decision.findMany({
    where: { state: 'proposed', expiresAt: { lte: now }, kind: { startsWith: kinds } },
    select: { subject: true },
    take: 500,
  })
  return due.map(({ subject }) => subject)
}
