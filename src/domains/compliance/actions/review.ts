import type { VerificationCase, VerificationProposal } from '@/generated/prisma/client'
import { after } from '@/kit/time'
import { isUniqueViolation, type Tx } from '@/server/db'
import { commitment, evidenceDigest } from '../queries/evidence'
import { assertHolds, assertMayClaim, assertMayDecide, LEASE, refuse, step } from '../rules/case'
import { clearanceUntil, STANDARD_LIMITS, writeLimits } from '../rules/clearance'
import type { RejectionReason, ResubmissionReason } from '../schema'
import { changeCase, lockCase, recordCase } from './case-row'

/** A member of staff acting on a case. */
type Staff = { caseId: string; actorId: string; now: Date }

/** Takes a case for 30 minutes, or takes over one whose holder went silent. */
export async function claimCase(tx: Tx, { caseId, actorId, now }: Staff): Promise<void> {
  const subject = await lockCase(tx, caseId)
  const state = step(subject.state, 'claim')
  assertMayClaim(subject, actorId, now)
  await changeCase(tx, caseId, { state, ...lease(actorId, now) })
  await recordCase(tx, 'claimed', { caseId, actorId, now })
}

/** Puts a case back into the queue. */
export async function releaseCase(tx: Tx, { caseId, actorId, now }: Staff): Promise<void> {
  const subject = await lockCase(tx, caseId)
  const state = step(subject.state, 'release')
  assertHolds(subject, actorId, now)
  await changeCase(tx, caseId, { state, ...NO_LEASE })
  await recordCase(tx, 'released', { caseId, actorId, now })
}

/** Sends a case back to the member with a reason that they can act on. */
export async function requestChanges(
  tx: Tx,
  { caseId, actorId, now, reason, note }: Staff & { reason: ResubmissionReason; note: string },
): Promise<void> {
  const subject = await lockCase(tx, caseId)
  const state = step(subject.state, 'request_changes')
  assertHolds(subject, actorId, now)
  await changeCase(tx, caseId, { state, changesReason: reason, changesNote: note, ...NO_LEASE })
  await recordCase(tx, 'changesRequested', { caseId, actorId, now })
}

type Outcome = { outcome: 'approve' } | { outcome: 'reject'; reason: RejectionReason }

/** Proposes a decision on the evidence as it stands; another person has to confirm it. */
export async function proposeDecision(
  tx: Tx,
  { caseId, actorId, now, note, ...decision }: Staff & { note: string } & Outcome,
): Promise<void> {
  const subject = await lockCase(tx, caseId)
  const state = step(subject.state, decision.outcome === 'approve' ? 'propose_approve' : 'propose_reject')
  assertHolds(subject, actorId, now)
  const evidence = await evidenceDigest(tx, subject)
  const reason = decision.outcome === 'reject' ? decision.reason : null
  try {
    await tx.verificationProposal.create({
      data: {
        caseId,
        personId: subject.personId,
        outcome: decision.outcome,
        reason,
        note,
        proposedBy: actorId,
        proposedAt: now,
        reviewedDigest: evidence,
      },
    })
  } catch (error) {
    if (isUniqueViolation(error)) throw refuse.stale()
    throw error
  }
  await changeCase(tx, caseId, { state, ...NO_LEASE })
  // What was proposed is committed to, not told: the log may be published before the member knows.
  const proposal = commitment(subject.salt, { outcome: decision.outcome, reason })
  await recordCase(tx, 'decisionProposed', { caseId, actorId, now }, { evidence, proposal })
}

/** Confirms a proposal as the second person. An approval grants a clearance for 12 months. */
export async function confirmDecision(tx: Tx, { caseId, actorId, now }: Staff): Promise<void> {
  const subject = await lockCase(tx, caseId)
  const state = step(subject.state, 'confirm')
  const proposal = await openProposal(tx, subject)
  const evidence = await evidenceDigest(tx, subject)
  assertMayDecide(proposal, actorId, evidence)
  await decide(tx, proposal.id, { decidedBy: actorId, decidedAt: now, decision: 'confirmed' })
  await changeCase(tx, caseId, { state, settledAt: now, ...NO_LEASE })
  if (state === 'approved') await grantClearance(tx, subject, now)
  const decision = commitment(subject.salt, { outcome: proposal.outcome, reason: proposal.reason })
  await recordCase(tx, 'decided', { caseId, actorId, now }, { evidence, decision })
}

/** Returns a proposal to review with a comment, as the second person. */
export async function returnDecision(tx: Tx, { caseId, actorId, now, note }: Staff & { note: string }): Promise<void> {
  const subject = await lockCase(tx, caseId)
  const state = step(subject.state, 'return')
  const proposal = await openProposal(tx, subject)
  // A return is right even when the evidence changed: that is what it is for.
  assertMayDecide(proposal, actorId, proposal.reviewedDigest)
  await decide(tx, proposal.id, { decidedBy: actorId, decidedAt: now, decision: 'returned', decisionNote: note })
  await changeCase(tx, caseId, { state, ...NO_LEASE })
  await recordCase(tx, 'decisionReturned', { caseId, actorId, now })
}

/** Ends approved cases whose clearance is over; returns how many. Clearances end by themselves: this keeps the states true. */
export async function expireCases(tx: Tx, now: Date): Promise<number> {
  const due = await tx.verificationCase.findMany({
    where: { state: 'approved', clearance: { until: { lte: now } } },
    select: { id: true, state: true },
    take: 500,
  })
  for (const { id, state } of due) {
    await changeCase(tx, id, { state: step(state, 'expire') })
    await recordCase(tx, 'expired', { caseId: id, actorId: null, now })
  }
  return due.length
}

const NO_LEASE = { assigneeId: null, leaseUntil: null } as const
const lease = (actorId: string, now: Date) => ({ assigneeId: actorId, leaseUntil: after(now, LEASE) })

async function openProposal(tx: Tx, { id }: VerificationCase): Promise<VerificationProposal> {
  const proposal = await tx.verificationProposal.findFirst({ where: { caseId: id, decidedAt: null } })
  if (!proposal) throw refuse.stale()
  return proposal
}

const decide = (tx: Tx, id: string, data: Parameters<Tx['verificationProposal']['update']>[0]['data']) =>
  tx.verificationProposal.update({ where: { id }, data })

function grantClearance(tx: Tx, { id, personId }: VerificationCase, now: Date) {
  const limits = writeLimits(STANDARD_LIMITS)
  const until = clearanceUntil(now)
  return tx.clearanceGrant.create({ data: { caseId: id, personId, level: 'standard', limits, grantedAt: now, until } })
}
