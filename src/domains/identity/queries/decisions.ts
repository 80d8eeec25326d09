import type { Db, Tx } from '@/server/db'

/** Every decision about a thing, newest first. */
export function decisionsAbout(db: Db | Tx, subject: string) {
  return db.decision.findMany({ where: { subject }, orderBy: [{ madeAt: 'desc' }, { id: 'desc' }] })
}

/** Who proposed and who settled what about several things, by thing. */
export async function decisionsOf(db: Db | Tx, subjects: readonly string[]) {
  const select = { subject: true, makerId: true, checkerId: true, madeAt: true }
  const all = await db.decision.findMany({ where: { subject: { in: [...subjects] } }, select })
  return Map.groupBy(all, ({ subject }) => subject)
}

/** The open proposals about several things, by thing: who made them, what they are, and until when they count. */
export async function openProposals(db: Db | Tx, subjects: readonly string[]) {
  const open = await db.decision.findMany({
    where: { subject: { in: [...subjects] }, state: 'proposed' },
    select: { subject: true, kind: true, makerId: true, madeAt: true, expiresAt: true, content: true, note: true },
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

/** The open proposals of one kind, the oldest first. */
export const openOfKind = (db: Db | Tx, kind: string) =>
  db.decision.findMany({ where: { kind, state: 'proposed' }, orderBy: { madeAt: 'asc' }, take: 100 })

/** Confirmed decisions after an id, in the order of their ids: all of them, a lot at a time. */
export const confirmedAfter = (db: Db, after: string | undefined, take: number) =>
  db.decision.findMany({
    where: { state: 'confirmed', ...(after && { id: { gt: after } }) },
    orderBy: { id: 'asc' },
    take,
  })

/** Confirmed decisions about several things. */
export const decisionsWith = (db: Db, subjects: readonly string[]) =>
  db.decision.findMany({ where: { state: 'confirmed', subject: { in: [...subjects] } } })

/** Who proposed or settled decisions about a person. */
export async function decidersAbout(db: Db | Tx, personId: string): Promise<string[]> {
  const all = await db.decision.findMany({ where: { aboutId: personId }, select: { makerId: true, checkerId: true } })
  return [...new Set(all.flatMap(({ makerId, checkerId }) => [makerId, ...(checkerId ? [checkerId] : [])]))]
}
