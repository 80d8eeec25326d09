import type { Db, Tx } from '@/server/db'

/** Where somebody stands with the lists: `unknown` when they were never compared, `failed` when a comparison could not be made yet. */
export type ListStanding = 'clear' | 'candidates' | 'confirmed' | 'failed' | 'unknown'

/** Where a subject stands now. For staff and the gate alone. */
export async function listStanding(db: Db | Tx, key: string): Promise<ListStanding> {
  const subject = await db.screeningSubject.findUnique({
    where: { key },
    select: {
      screenedAt: true,
      runs: { where: { state: { notIn: ['no_hit', 'lifted', 'erased'] } }, select: { state: true } },
    },
  })
  if (!subject) return 'unknown'
  const states = new Set(subject.runs.map(({ state }) => state))
  if (states.has('confirmed_hit')) return 'confirmed'
  if (states.has('in_review')) return 'candidates'
  return states.size > 0 || !subject.screenedAt ? 'failed' : 'clear'
}

/** Keys of subjects of which something is open or confirmed. */
export async function unclearSubjects(db: Db | Tx): Promise<ReadonlySet<string>> {
  const found = await db.screeningSubject.findMany({
    where: { runs: { some: { state: { in: ['in_review', 'confirmed_hit'] } } } },
    select: { key: true },
  })
  return new Set(found.map(({ key }) => key))
}
