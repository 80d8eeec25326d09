import { confirmProposal, lapseProposal, proposeTo, returnProposal } from '@/domains/identity/actions/decisions'
import { mailTo } from '@/domains/identity/actions/mail'
import { overdueProposals } from '@/domains/identity/queries/decisions'
import { listStanding } from '@/domains/screening/queries/standing'
import type { VerificationCase } from '@/generated/prisma/client'
import { after } from '@/kit/time'
import type { Tx } from '@/server/db'
import { evidenceDigest } from '../queries/evidence'
import { refuse, SILENT_STATES, step } from '../rules/case'
import { caseSubject, subjectId } from '../rules/document'
import { ABANDONED_KEPT, SILENCE } from '../rules/reverify'
import { assertForeign } from '../rules/review'
import { changeCase, lockCase, recordCase, recordClosed, recordLift, recordStanding } from './case-row'
import { eraseEvidence } from './erasure'

type Staff = { caseId: string; actorId: string; now: Date }

/**
 * Stops an approved person at once: nothing new is co-signed for them. One person, or the system (`actorId` null), is enough to
 * stop; two lift it. What is on chain stays the owner's: they can still withdraw, claim and be refunded.
 */
export async function suspendCase(
  tx: Tx,
  { caseId, actorId, now, reason }: Omit<Staff, 'actorId'> & { actorId: string | null; reason: string },
): Promise<void> {
  const subject = await lockCase(tx, caseId)
  if (actorId) assertForeign(subject, actorId)
  await changeCase(tx, caseId, { state: step(subject.state, 'suspend'), suspension: reason, priority: 'high' })
  await recordStanding(tx, subject, 'suspended', { actorId, now, because: reason })
}

/** Refuses while somebody on a list may be, or is, this person: the newest comparison has to be clean. */
async function assertClear(tx: Tx, { hold, personId }: VerificationCase): Promise<void> {
  if (hold === 'screening' || (await listStanding(tx, `person:${personId}`)) !== 'clear') throw refuse.onHold()
}

/** Proposes to lift a suspension; refused while somebody on a list may be this person. */
export async function proposeLift(tx: Tx, { caseId, actorId, now, reason }: Staff & { reason: string }): Promise<void> {
  const subject = await lockCase(tx, caseId)
  assertForeign(subject, actorId)
  const state = step(subject.state, 'propose_lift')
  await assertClear(tx, subject)
  const evidence = await evidenceDigest(tx, subject)
  const about = { subject: caseSubject(caseId), aboutId: subject.personId, makerId: actorId }
  await proposeTo(tx, { kind: 'case.lift', ...about, content: {}, note: reason, digest: evidence, now })
  await changeCase(tx, caseId, { state })
  await recordStanding(tx, subject, 'lift_proposed', { actorId, now })
}

/** Lifts a suspension as the second person. */
export async function confirmLift(tx: Tx, { caseId, actorId, now }: Staff): Promise<void> {
  const subject = await lockCase(tx, caseId)
  assertForeign(subject, actorId)
  const state = step(subject.state, 'confirm_lift')
  await assertClear(tx, subject)
  const evidence = await evidenceDigest(tx, subject)
  const confirmed = { subject: caseSubject(caseId), checkerId: actorId, digest: evidence, now }
  const { id: decisionId } = await confirmProposal(tx, confirmed)
  await changeCase(tx, caseId, { state, suspension: null, priority: 'normal' })
  await recordLift(tx, { caseId, decisionId, evidence }, { actorId, now })
}

/** Leaves a suspension as it is, as the second person. */
export async function returnLift(tx: Tx, { caseId, actorId, now, note }: Staff & { note: string }): Promise<void> {
  const subject = await lockCase(tx, caseId)
  assertForeign(subject, actorId)
  const state = step(subject.state, 'return_lift')
  await returnProposal(tx, { subject: caseSubject(caseId), checkerId: actorId, comment: note, now })
  await changeCase(tx, caseId, { state })
  await recordStanding(tx, subject, 'lift_returned', { actorId, now })
}

const BATCH = 200

/** Says that a review is due, once, to who has a mail address; the page says it to everybody. Returns how many. */
export async function remindOfReviews(tx: Tx, now: Date): Promise<number> {
  const due = await tx.verificationCase.findMany({
    where: { state: 'approved', nextReviewAt: { lte: now } },
    take: BATCH,
  })
  for (const subject of due) {
    await changeCase(tx, subject.id, { state: step(subject.state, 'reverify'), remindedAt: now })
    await recordStanding(tx, subject, 'reverify_due', { actorId: null, now })
    await mailTo(tx, { personId: subject.personId, now, ...REMINDER })
  }
  return due.length
}

const REMINDER = {
  subject: 'Your verification is due for renewal',
  text: 'Your verification ends soon. Sign in and open the page “Verification” to renew it: your profile is filled in already. What you hold is not affected.',
} as const

/** Ends approvals whose grace is over; returns how many. Clearances end by themselves: this keeps the states true. */
export async function expireCases(tx: Tx, now: Date): Promise<number> {
  const due = await tx.verificationCase.findMany({
    where: { state: 'reverify_due', clearance: { until: { lte: now } } },
    select: { id: true, state: true, salt: true },
    take: BATCH,
  })
  for (const subject of due) {
    await changeCase(tx, subject.id, { state: step(subject.state, 'grace_over') })
    await recordStanding(tx, subject, 'expired', { actorId: null, now })
  }
  return due.length
}

/** Gives up what its member left alone for 30 days, and erases what was uploaded a week after that. Returns how many. */
export async function abandonSilent(tx: Tx, now: Date): Promise<number> {
  const silent = await tx.verificationCase.findMany({
    where: { state: { in: SILENT_STATES }, touchedAt: { lte: after(now, -SILENCE) } },
    select: { id: true, state: true },
    take: BATCH,
  })
  for (const { id, state } of silent) {
    await changeCase(tx, id, { state: step(state, 'silence'), settledAt: now, assigneeId: null, leaseUntil: null })
    await recordClosed(tx, { caseId: id, actorId: null, now })
  }
  const kept = { state: 'abandoned' as const, settledAt: { lte: after(now, -ABANDONED_KEPT) }, erasedAt: null }
  for (const subject of await tx.verificationCase.findMany({ where: kept, take: BATCH }))
    await eraseEvidence(tx, subject, { actorId: null, now })
  return silent.length
}

/** Puts cases back into review whose proposal nobody confirmed in 72 hours; returns how many. */
export async function lapseProposals(tx: Tx, now: Date): Promise<number> {
  let lapsed = 0
  for (const name of await overdueProposals(tx, 'case.', now)) {
    const subject: VerificationCase = await lockCase(tx, subjectId(name, 'case') ?? '')
    if (!(await lapseProposal(tx, { subject: name, now }))) continue
    if (subject.state === 'pending_second') {
      await changeCase(tx, subject.id, { state: step(subject.state, 'lapse') })
      await recordCase(tx, 'proposalLapsed', { caseId: subject.id, actorId: null, now })
    } else await recordStanding(tx, subject, 'lift_lapsed', { actorId: null, now })
    lapsed += 1
  }
  return lapsed
}
