import type { Db, Tx } from '@/server/db'
import { holderOf } from '../rules/case'
import { type CaseAccess, subjectId } from '../rules/document'

/** Who is at work on the case that a document belongs to; null for a document of something else. */
export async function accessTo(db: Db | Tx, subject: string, now: Date): Promise<CaseAccess | null> {
  const caseId = subjectId(subject, 'case')
  if (!caseId) return null
  const found = await db.verificationCase.findUnique({
    where: { id: caseId },
    select: {
      assigneeId: true,
      leaseUntil: true,
      state: true,
      proposals: { where: { decidedAt: null }, select: { proposedBy: true } },
    },
  })
  if (!found) return null
  return {
    holderId: found.state === 'in_review' ? holderOf(found, now) : null,
    awaitsDecision: found.state === 'proposed_approve' || found.state === 'proposed_reject',
    proposedBy: found.proposals[0]?.proposedBy ?? null,
  }
}
