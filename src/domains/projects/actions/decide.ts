import { assertProven } from '@/domains/companies/actions/listing'
import { giveBack } from '@/domains/payments/actions/refunds'
import type { Tx } from '@/server/db'
import type { Viewer } from '@/server/viewer'
import { refuse } from '../rules/refusals'
import { checkVerdict } from '../rules/review'
import { advance, record } from './application'
import { list } from './listing'
import { lockForReview, refuseFrozen } from './review'

type Decision = { decisionId: string; viewer: Viewer; now: Date; verdict: 'confirm' | 'return'; comment: string }

/**
 * The second person's word on a proposed decision. Confirmed, it takes effect at once; returned, the reviewer has the
 * application again. Of two at the same moment, one is told that it is already decided.
 */
export async function decide(tx: Tx, { decisionId, viewer, now, verdict, comment }: Decision): Promise<void> {
  const known = await tx.reviewDecision.findUnique({ where: { id: decisionId }, select: { applicationId: true } })
  if (!known) throw refuse.noDecision()
  const { applicationId } = known
  const { application, version } = await lockForReview(tx, { applicationId, viewer, now })
  const decision = await tx.reviewDecision.findUniqueOrThrow({ where: { id: decisionId } })
  if (decision.state !== 'open') throw refuse.alreadyDecided()
  const { proposedBy, reviewedDigest, outcome } = decision
  checkVerdict({
    verdict,
    comment,
    deciderId: viewer.personId,
    proposedBy,
    reviewedDigest,
    currentDigest: version.digest,
  })

  const confirmed = verdict === 'confirm'
  if (confirmed && outcome === 'approve') {
    await refuseFrozen(tx, applicationId)
    await refuseUnproven(tx, applicationId)
  }
  const closed = {
    state: confirmed ? 'confirmed' : 'returned',
    decidedBy: viewer.personId,
    decidedAt: now,
    comment,
  } as const
  await tx.reviewDecision.update({ where: { id: decisionId }, data: closed })
  const facts = { version: version.number, digest: reviewedDigest, outcome }
  const type = confirmed ? 'decided' : 'returned'
  const entry = await record(tx, { type, applicationId, viewer, now, facts, parents: [decision.entry] })
  if (!confirmed) return advance(tx, application, 'return', now)
  await advance(tx, application, outcome, now, { assigneeId: null, assignedUntil: null })
  if (outcome === 'reject') await giveBack(tx, { subject: `application:${applicationId}`, now })
  if (outcome === 'approve') await list(tx, { application, version, viewer, now, parent: entry })
}

/** Nothing is listed whose company is not approved. What is published already may be corrected: investors are better off with it. */
async function refuseUnproven(tx: Tx, applicationId: string): Promise<void> {
  const listing = await tx.listing.findUnique({ where: { projectId: applicationId }, select: { state: true } })
  if (listing?.state !== 'published') await assertProven(tx, applicationId)
}
