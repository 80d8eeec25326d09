import { openProposals } from '@/domains/identity/queries/decisions'
import type { Db, Tx } from '@/server/db'
import { type CaseAccess, subjectId } from '../rules/document'
import { holderOf } from '../rules/review'

/** Who is at work on the case that a document belongs to; null for a document of something else. */
export async function accessTo(db: Db | Tx, subject: string, now: Date): Promise<CaseAccess | null> {
  const caseId = subjectId(subject, 'case')
  if (!caseId) return null
  const found = await db.verificationCase.findUnique({
    where: { id: caseId },
    select: { assigneeId: true, leaseUntil: true, state: true, allowedIds: true },
  })
  if (!found) return null
  const proposal = (await openProposals(db, [subject])).get(subject)
  return {
    holderId: found.state === 'in_review' ? holderOf(found, now) : null,
    awaitsDecision: proposal !== undefined && (found.state === 'pending_second' || found.state === 'suspended'),
    proposedBy: proposal?.makerId ?? null,
    allowedIds: found.allowedIds,
  }
}
