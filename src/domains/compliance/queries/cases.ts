import { namesOf } from '@/domains/identity/queries'
import { documentsOf } from '@/domains/vault/queries/documents'
import type { Db, Tx } from '@/server/db'
import { hasRole, type Viewer } from '@/server/viewer'
import { clearanceOf } from '../queries'
import { assertForeign, holderOf, MEMBER_VIEW, type MemberView, queueState, refuse } from '../rules/case'
import { mayRenew } from '../rules/clearance'
import { caseSubject } from '../rules/document'
import type { Profile, ResubmissionReason } from '../schema'
import { openProfile } from './evidence'

type Documents = Awaited<ReturnType<typeof documentsOf>>

/** A member's own verification, in words that are the same for everything the staff may be doing. */
export type MemberVerification = {
  view: MemberView
  caseId: string | null
  profile: Profile | null
  documents: Documents
  /** What to mend, when the staff asked for it. */
  changes: { reason: ResubmissionReason; note: string } | null
  submittedAt: Date | null
  /** Until when the member may invest; null without a clearance. */
  verifiedUntil: Date | null
  mayRenew: boolean
  /** A withdrawn verification whose evidence is still there. */
  mayErase: boolean
}

/** The member's newest case, and the clearance that may still stand beside it. */
export async function verificationOf(db: Db | Tx, personId: string, now: Date): Promise<MemberVerification> {
  const [latest, clearance] = await Promise.all([
    db.verificationCase.findFirst({ where: { personId }, orderBy: { startedAt: 'desc' } }),
    clearanceOf(db, personId, now),
  ])
  const verifiedUntil = clearance?.until ?? null
  // An approval whose time is over reads as expired before the worker has said so.
  const state = latest?.state === 'approved' && !clearance ? 'expired' : (latest?.state ?? 'not_started')
  const reason = latest?.state === 'needs_resubmission' ? (latest.changesReason as ResubmissionReason | null) : null
  return {
    view: MEMBER_VIEW[state],
    caseId: latest?.id ?? null,
    profile: latest && openProfile(latest),
    documents: latest ? await documentsOf(db, caseSubject(latest.id)) : [],
    changes: reason && { reason, note: latest?.changesNote ?? '' },
    submittedAt: latest?.submittedAt ?? null,
    verifiedUntil,
    mayRenew: verifiedUntil !== null && mayRenew(verifiedUntil, now),
    mayErase: latest?.state === 'withdrawn' && latest.erasedAt === null,
  }
}

const QUEUE_STATES = ['submitted', 'in_review', 'proposed_approve', 'proposed_reject'] as const

/** What waits for the staff, oldest first; of the viewer's own case only that it waits. Names are not in it: who works through a queue needs none. */
export async function verificationQueue(db: Db | Tx, viewerId: string, now: Date) {
  const rows = await db.verificationCase.findMany({
    where: { state: { in: [...QUEUE_STATES] } },
    select: {
      id: true,
      personId: true,
      state: true,
      submittedAt: true,
      assigneeId: true,
      leaseUntil: true,
      proposals: { where: { decidedAt: null }, select: { proposedBy: true, proposedAt: true } },
    },
    orderBy: [{ submittedAt: 'asc' }, { id: 'asc' }],
    take: 200,
  })
  return rows.map(({ id, personId, state, submittedAt, proposals, ...lease }) => {
    const shown = queueState({ personId, state }, viewerId)
    const holderId = shown === 'in_review' ? holderOf(lease, now) : null
    return {
      id,
      state: shown,
      submittedAt,
      isOwn: personId === viewerId,
      holder: holderId === null ? null : holderId === viewerId ? ('you' as const) : ('colleague' as const),
      proposedByYou: proposals[0]?.proposedBy === viewerId,
    }
  })
}

/**
 * A case as the staff see it, without its evidence: that is opened by an act of its own, which is recorded. The person whom
 * it is about is refused, staff or not.
 */
export async function staffCase(db: Db, { caseId, viewer, now }: { caseId: string; viewer: Viewer; now: Date }) {
  const found = await db.verificationCase.findUnique({
    where: { id: caseId },
    omit: { profile: true, profileKey: true, profileKeyId: true, salt: true },
    include: { proposals: { orderBy: { proposedAt: 'desc' } }, clearance: { select: { until: true } } },
  })
  if (!found) throw refuse.noCase()
  assertForeign(found, viewer.personId)
  const { id, state, submittedAt, settledAt, erasedAt, clearance } = found
  const holderId = state === 'in_review' ? holderOf(found, now) : null
  const people = [holderId, ...found.proposals.flatMap((past) => [past.proposedBy, past.decidedBy])]
  const names = await namesOf(
    db,
    people.flatMap((person) => person ?? []),
  )
  const proposals = found.proposals.map(({ outcome, reason, note, decision, decisionNote, ...past }) => ({
    ...{ outcome, reason, note, decision, decisionNote, proposedAt: past.proposedAt, decidedAt: past.decidedAt },
    proposedBy: names.get(past.proposedBy) ?? 'somebody who left',
    decidedBy: past.decidedBy && (names.get(past.decidedBy) ?? 'somebody who left'),
  }))
  const open = found.proposals.find(({ decidedAt }) => decidedAt === null)
  return {
    ...{ id, state, submittedAt, settledAt, erasedAt, proposals, clearedUntil: clearance?.until ?? null },
    holder: holderId ? { name: names.get(holderId) ?? 'A colleague', isYou: holderId === viewer.personId } : null,
    proposedByYou: open?.proposedBy === viewer.personId,
    mayConfirm: hasRole(viewer, 'checker'),
    lastRequest: found.changesReason
      ? { reason: found.changesReason as ResubmissionReason, note: found.changesNote ?? '' }
      : null,
  }
}

/** One case in the eyes of a member of staff. */
export type StaffCase = Awaited<ReturnType<typeof staffCase>>
