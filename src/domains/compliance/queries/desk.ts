import { namesOf } from '@/domains/identity/queries'
import { decisionsAbout, decisionsOf, openProposals } from '@/domains/identity/queries/decisions'
import { documentsOf } from '@/domains/vault/queries/documents'
import { after, HOUR } from '@/kit/time'
import type { Db, Tx } from '@/server/db'
import { hasRole, type Viewer } from '@/server/viewer'
import { refuse } from '../rules/case'
import { PRIORITIES, type Priority, queueOf, SOON } from '../rules/desk'
import { caseSubject } from '../rules/document'
import { assertForeign, decidedBefore, holderOf, queueState } from '../rules/review'
import type { Risk } from '../rules/risk'
import type { AskedItem } from '../schema'
import { accessOf } from './doors'

/**
 * What the staff have before them: the most urgent first, then the longest wait. Of the viewer's own case only that it waits.
 * Names and dates of birth are not in it: who works through a queue needs none.
 */
export async function verificationQueue(db: Db | Tx, viewerId: string, now: Date) {
  const rows = await db.verificationCase.findMany({
    where: {
      AND: { OR: [{ allowedIds: { isEmpty: true } }, { allowedIds: { has: viewerId } }, { personId: viewerId }] },
      OR: [
        { state: { in: ['screening', 'in_review', 'pending_second', 'needs_resubmission', 'suspended'] } },
        { state: { in: ['approved', 'reverify_due'] }, nextReviewAt: { lte: after(now, SOON) } },
      ],
    },
    select: {
      ...{ id: true, personId: true, state: true, submittedAt: true, assigneeId: true, leaseUntil: true },
      ...{ priority: true, hold: true, appealedAt: true, route: true, nextReviewAt: true },
    },
    orderBy: [{ submittedAt: 'asc' }, { id: 'asc' }],
    take: 500,
  })
  const proposals = await openProposals(
    db,
    rows.map(({ id }) => caseSubject(id)),
  )
  const past = await decisionsOf(
    db,
    rows.filter(({ appealedAt }) => appealedAt).map(({ id }) => caseSubject(id)),
  )
  const shown = rows.map(({ id, personId, submittedAt, nextReviewAt, ...row }) => {
    const isOwn = personId === viewerId
    const state = queueState({ personId, state: row.state }, viewerId)
    const holderId = state === 'in_review' && !isOwn ? holderOf(row, now) : null
    return {
      ...{ id, state, submittedAt, isOwn },
      queue: isOwn ? ('new' as const) : queueOf(row),
      priority: isOwn ? ('normal' as const) : (row.priority as Priority),
      route: row.route,
      dueAt: nextReviewAt,
      holder: holderId === null ? null : holderId === viewerId ? ('you' as const) : ('colleague' as const),
      proposedByYou: !isOwn && proposals.get(caseSubject(id))?.makerId === viewerId,
      /** An appeal against a decision of this viewer's: others take it. */
      isEarlier: !isOwn && decidedBefore(row.appealedAt, past.get(caseSubject(id)) ?? [], viewerId),
    }
  })
  const rank = ({ priority }: { priority: Priority }) => PRIORITIES.indexOf(priority)
  return shown.sort((one, other) => rank(one) - rank(other))
}

/** One line of the desk. */
export type QueuedCase = Awaited<ReturnType<typeof verificationQueue>>[number]

/**
 * A case as the staff see it, without its evidence: that is opened by an act of its own, which is recorded. The person whom
 * it is about is refused, staff or not.
 */
export async function staffCase(db: Db | Tx, { caseId, viewer, now }: { caseId: string; viewer: Viewer; now: Date }) {
  const found = await db.verificationCase.findUnique({
    where: { id: caseId },
    omit: { profile: true, profileKey: true, profileKeyId: true, salt: true },
    include: { clearance: { select: { until: true } }, checks: { orderBy: { attempt: 'asc' } }, automatic: true },
  })
  if (!found) throw refuse.noCase()
  assertForeign(found, viewer.personId)
  const decisions = await decisionsAbout(db, caseSubject(caseId))
  const isEarlier = decidedBefore(found.appealedAt, decisions, viewer.personId)
  const holderId = found.state === 'in_review' ? holderOf(found, now) : null
  const people = [holderId, ...decisions.flatMap(({ makerId, checkerId }) => [makerId, checkerId])]
  const names = await namesOf(
    db,
    people.flatMap((person) => person ?? []),
  )
  const named = (person: string | null) => person && (names.get(person) ?? 'somebody who left')
  const proposals = decisions.map(({ id, kind, content, note, state, comment, ...past }) => ({
    ...{
      id,
      kind,
      note,
      state,
      comment,
      proposedAt: past.madeAt,
      decidedAt: past.decidedAt,
      expiresAt: past.expiresAt,
    },
    reason: (content as { reason?: string | null }).reason ?? null,
    proposedBy: named(past.makerId) ?? '',
    decidedBy: named(past.checkerId),
  }))
  const open = decisions.find(({ state }) => state === 'proposed')
  const { id, state, submittedAt, settledAt, erasedAt, clearance, route, hold, priority, screening, screenedAt } = found
  return {
    ...{ id, state, submittedAt, settledAt, erasedAt, proposals, clearedUntil: clearance?.until ?? null },
    ...{ route, hold, priority, screening, screenedAt, attempts: found.attempts, suspension: found.suspension },
    ...{ documentCountry: found.documentCountry, documentExpires: found.documentExpires, dueAt: found.nextReviewAt },
    ...{ appealedAt: found.appealedAt, appeal: found.appeal, mendedFields: found.mendedFields },
    risk: found.risk as Risk | null,
    isAutomatic: found.automatic !== null,
    checks: found.checks.map(({ attempt, state: outcome, error, openedAt, settledAt: at, findings }) => ({
      ...{ attempt, state: outcome, error, openedAt, settledAt: at },
      findings: findings as { nameAgrees: boolean; birthDateAgrees: boolean } | null,
    })),
    holder: holderId ? { name: names.get(holderId) ?? 'A colleague', isYou: holderId === viewer.personId } : null,
    open: open
      ? {
          kind: open.kind,
          byYou: open.makerId === viewer.personId,
          expiresAt: open.expiresAt,
          category: categoryIn(open.content),
        }
      : null,
    documents: (await documentsOf(db, caseSubject(caseId))).map(({ id: document, kind }) => ({ id: document, kind })),
    mayConfirm: hasRole(viewer, 'checker'),
    isEarlier,
    access: await accessTo(db, found, viewer),
    asked: found.asked as AskedItem[],
    askedNote: found.changesNote ?? '',
  }
}

/** Who may open it: for checkers, and for those who are named; null for others, whom it is open to. */
async function accessTo(db: Db | Tx, found: { personId: string; allowedIds: string[] }, viewer: Viewer) {
  const { personId, allowedIds } = found
  if (!hasRole(viewer, 'checker') && !allowedIds.includes(viewer.personId)) return null
  return accessOf(db, { thing: `person:${personId}`, side: [personId], allowedIds }, viewer)
}

const categoryIn = (content: unknown): string | null => (content as { category?: string | null }).category ?? null

/** One case in the eyes of a member of staff. */
export type StaffCase = Awaited<ReturnType<typeof staffCase>>

/** How long the last 50 decided cases took from hand-in to decision: the middle one, in whole hours; null before five of them. */
export async function usualWait(db: Db | Tx): Promise<{ hours: number } | null> {
  const rows = await db.verificationCase.findMany({
    where: { state: { in: ['approved', 'rejected', 'reverify_due', 'expired'] }, submittedAt: { not: null } },
    select: { submittedAt: true, settledAt: true },
    orderBy: { settledAt: 'desc' },
    take: 50,
  })
  const waits = rows
    .flatMap(({ submittedAt, settledAt }) =>
      submittedAt && settledAt ? [settledAt.getTime() - submittedAt.getTime()] : [],
    )
    .sort((one, other) => one - other)
  return waits.length < 5 ? null : { hours: Math.ceil(waits[Math.floor(waits.length / 2)]! / HOUR) }
}
