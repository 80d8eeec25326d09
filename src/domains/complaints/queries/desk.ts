import { namesOf } from '@/domains/identity/queries'
import { reviewingStaff } from '@/domains/identity/queries/person'
import type { Complaint } from '@/generated/prisma/client'
import type { Db, Tx } from '@/server/db'
import { assertFree, refuse } from '../rules'
import type { Outcome, Topic, WordKind } from '../schema'

type Listed = Pick<Complaint, 'id' | 'state' | 'receivedAt' | 'acknowledgeBy' | 'answerBy' | 'closedAt'> & {
  topic: Topic
  outcome: Outcome | null
  /** The end that counts now; null once it is answered. */
  dueAt: Date | null
}

function listed(complaint: Complaint): Listed {
  const { id, state, topic, outcome, receivedAt, acknowledgeBy, answerBy, closedAt, erasedAt } = complaint
  const dueAt = erasedAt ? null : state === 'received' ? acknowledgeBy : state === 'acknowledged' ? answerBy : null
  return {
    ...{ id, state, receivedAt, acknowledgeBy, answerBy, closedAt, dueAt },
    ...{ topic: topic as Topic, outcome: outcome as Outcome | null },
  }
}

const MOST = 500

/** The register for staff: what is open by its end, then what is answered, then what is closed. Nothing that was written is in it. */
export async function register(db: Db | Tx, viewerId: string): Promise<Listed[]> {
  const rows = await db.complaint.findMany({ orderBy: [{ state: 'asc' }, { receivedAt: 'desc' }], take: MOST })
  const foreign = rows.filter(({ personId, concernedIds }) => personId !== viewerId && !concernedIds.includes(viewerId))
  return foreign.map(listed).toSorted(byEnd)
}

/** What is due comes first, soonest end before later ones; the rest keep their order. */
function byEnd({ dueAt: one }: Listed, { dueAt: other }: Listed): number {
  if (one && other) return one.getTime() - other.getTime()
  return one ? -1 : other ? 1 : 0
}

/** One complaint as staff see it before they open what was written. */
export async function staffComplaint(
  db: Db | Tx,
  { complaintId, viewerId }: { complaintId: string; viewerId: string },
) {
  const complaint = await db.complaint.findUnique({
    where: { id: complaintId },
    include: { words: { orderBy: { number: 'asc' }, select: { id: true, kind: true, authorId: true, at: true } } },
  })
  if (!complaint) throw refuse.noComplaint()
  assertFree(complaint, viewerId)
  const { projectId, concernedIds, words, regime, ruleVersion, erasedAt, personId } = complaint
  const staff = [...(await reviewingStaff(db)).keys()]
  const names = await namesOf(db, [...staff, ...words.flatMap(({ authorId }) => authorId ?? [])])
  const named = (id: string) => names.get(id) ?? 'somebody who left'
  return {
    ...listed(complaint),
    ...{ projectId, erasedAt, regime, ruleVersion, isMember: personId !== null },
    acts: words.map(({ id, kind, authorId, at }) => ({
      id,
      kind: kind as WordKind,
      at,
      by: authorId ? named(authorId) : null,
    })),
    concerned: concernedIds.filter((id) => id !== personId && staff.includes(id)).map(named),
    colleagues: staff
      .filter((id) => !concernedIds.includes(id))
      .map((id) => ({ id, name: named(id), isYou: id === viewerId })),
  }
}

export type StaffComplaint = Awaited<ReturnType<typeof staffComplaint>>
export type ListedComplaint = Listed
