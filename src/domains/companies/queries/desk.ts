import { accessOf, type ClosedDoor, doorsAmong } from '@/domains/compliance/queries/doors'
import { decidedBefore } from '@/domains/compliance/rules/review'
import { namesOf } from '@/domains/identity/queries'
import { decisionsAbout, decisionsOf, openProposals } from '@/domains/identity/queries/decisions'
import type { Db, Tx } from '@/server/db'
import { hasRole, type Viewer } from '@/server/viewer'
import { refuse } from '../rules/case'
import { assertForeign, holderOf } from '../rules/review'
import type { CompanyState } from '../schema'
import { companySubject } from './data'

const WAITING = [
  ...(['submitted', 'completeness', 'parties', 'screening', 'in_review', 'pending_second'] as const),
  'suspended' as const,
]

/** The companies before the staff: held ones first, then the longest wait. Names are not in it. One's own is not either. */
export async function companyQueue(db: Db | Tx, viewerId: string, now: Date) {
  const rows = await db.companyCase.findMany({
    where: {
      ...{ ownerId: { not: viewerId }, parties: { none: { personId: viewerId } } },
      AND: { OR: [{ allowedIds: { isEmpty: true } }, { allowedIds: { has: viewerId } }] },
      OR: [
        { state: { in: [...WAITING] } },
        { hold: { not: null }, state: { notIn: ['withdrawn', 'erased', 'rejected'] } },
      ],
    },
    orderBy: [{ submittedAt: 'asc' }, { id: 'asc' }],
    include: { _count: { select: { parties: true } } },
    take: 500,
  })
  const proposals = await openProposals(
    db,
    rows.map(({ id }) => companySubject(id)),
  )
  const past = await decisionsOf(
    db,
    rows.filter(({ appealedAt }) => appealedAt).map(({ id }) => companySubject(id)),
  )
  const shown = rows.map(({ id, state, hold, submittedAt, suspendedUntil, appealedAt, _count, ...row }) => {
    const holderId = state === 'in_review' ? holderOf(row, now) : null
    return {
      ...{
        id,
        hold,
        submittedAt,
        suspendedUntil,
        isAppeal: appealedAt !== null,
        people: _count.parties,
        state: state as CompanyState,
      },
      holder: holderId === null ? null : holderId === viewerId ? ('you' as const) : ('colleague' as const),
      proposedByYou: proposals.get(companySubject(id))?.makerId === viewerId,
      /** An appeal against a decision of this viewer's: others take it. */
      isEarlier: decidedBefore(appealedAt, past.get(companySubject(id)) ?? [], viewerId),
    }
  })
  return shown.sort((one, other) => (one.hold === null ? 1 : 0) - (other.hold === null ? 1 : 0))
}

export type QueuedCompany = Awaited<ReturnType<typeof companyQueue>>[number]

/** A company as staff see it, without what was typed: that is opened by an act of its own, which is recorded. */
export async function staffCompany(
  db: Db | Tx,
  { companyId, viewer, now }: { companyId: string; viewer: Viewer; now: Date },
) {
  const found = await db.companyCase.findUnique({
    where: { id: companyId },
    omit: { sealed: true, salt: true, mark: true, appeal: true },
    include: { parties: { select: { personId: true } } },
  })
  if (!found) throw refuse.noCase()
  const partyIds = found.parties.flatMap(({ personId }) => personId ?? [])
  assertForeign({ ownerId: found.ownerId, partyIds, allowedIds: found.allowedIds }, viewer.personId)
  const decisions = await decisionsAbout(db, companySubject(companyId))
  const isEarlier = decidedBefore(found.appealedAt, decisions, viewer.personId)
  const holderId = found.state === 'in_review' ? holderOf(found, now) : null
  const people = [holderId, ...decisions.flatMap(({ makerId, checkerId }) => [makerId, checkerId])]
  const names = await namesOf(
    db,
    people.flatMap((person) => person ?? []),
  )
  const named = (person: string | null) => person && (names.get(person) ?? 'somebody who left')
  const open = decisions.find(({ state }) => state === 'proposed')
  const { id, projectId, state, hold, screening, submittedAt, settledAt, listedAt, suspendedUntil, suspension } = found
  const { appealedAt, nextReviewAt } = found
  return {
    ...{ id, projectId, hold, screening, submittedAt, settledAt, listedAt, suspendedUntil, suspension },
    ...{ appealedAt, nextReviewAt },
    ...{ state: state as CompanyState, changesNote: found.changesNote, people: found.parties.length },
    holder: holderId ? { name: names.get(holderId) ?? 'A colleague', isYou: holderId === viewer.personId } : null,
    open: open ? { kind: open.kind, byYou: open.makerId === viewer.personId, expiresAt: open.expiresAt } : null,
    mayConfirm: hasRole(viewer, 'checker'),
    access: await accessTo(db, { ...found, side: [found.ownerId, ...partyIds] }, viewer),
    /** This viewer decided before the appeal, so that others have to look at it now. */
    isEarlier,
    decisions: decisions.map(({ id: decisionId, kind, note, state: settled, comment, content, ...past }) => ({
      ...{ id: decisionId, kind, note, state: settled, comment, madeAt: past.madeAt, decidedAt: past.decidedAt },
      reason: (content as { reason?: string | null }).reason ?? null,
      makerName: named(past.makerId) ?? '',
      checkerName: named(past.checkerId),
    })),
  }
}

export type StaffCompany = Awaited<ReturnType<typeof staffCompany>>

type Closable = { id: string; allowedIds: string[]; side: readonly string[] }

/** Who may open it: for checkers, and for those who are named; null for others, whom it is open to. */
async function accessTo(db: Db | Tx, { id, allowedIds, side }: Closable, viewer: Viewer) {
  if (!hasRole(viewer, 'checker') && !allowedIds.includes(viewer.personId)) return null
  return accessOf(db, { thing: companySubject(id), side, allowedIds }, viewer)
}

/** Closed companies that a checker has to know of: an opening waits for a second person, or nobody is left who could propose one. */
export async function closedCompanies(db: Db | Tx, viewer: Viewer): Promise<ClosedDoor[]> {
  const rows = await db.companyCase.findMany({
    where: { allowedIds: { isEmpty: false } },
    select: { id: true, ownerId: true, allowedIds: true, parties: { select: { personId: true } } },
  })
  const closed = rows.map(({ id, ownerId, allowedIds, parties }) => ({
    ...{ id, thing: companySubject(id), allowedIds },
    side: [ownerId, ...parties.flatMap(({ personId }) => personId ?? [])],
  }))
  return doorsAmong(db, closed, viewer)
}
