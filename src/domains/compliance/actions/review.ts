import { confirmProposal, proposeTo, returnProposal } from '@/domains/identity/actions/decisions'
import { decisionsAbout } from '@/domains/identity/queries/decisions'
import { allClean, documentsOf } from '@/domains/vault/queries/documents'
import type { VerificationCase } from '@/generated/prisma/client'
import { commitment } from '@/kit/digest'
import { after } from '@/kit/time'
import type { Tx } from '@/server/db'
import { evidenceDigest } from '../queries/evidence'
import { refuse, step } from '../rules/case'
import { caseSubject } from '../rules/document'
import {
  assertComplete,
  assertForeign,
  assertFresh,
  assertHolds,
  assertMayClaim,
  assertPoints,
  LEASE,
} from '../rules/review'
import type { Risk } from '../rules/risk'
import type { ApprovalCheck, AskedItem, Category, RejectionReason, ShownDocument } from '../schema'
import { changeCase, lockCase, recordCase } from './case-row'
import { noteIdentity } from './check'
import { grantClearance } from './clearance'
import { eachOf } from './several'

/** A member of staff acting on a case. */
type Staff = { caseId: string; actorId: string; now: Date }

/** Takes a case for 30 minutes, or takes over one whose holder went silent. After an appeal others than before take it. */
export async function claimCase(tx: Tx, { caseId, actorId, now }: Staff): Promise<void> {
  const subject = await lockCase(tx, caseId)
  const state = step(subject.state, 'claim')
  assertMayClaim(subject, actorId, now)
  await assertNew(tx, subject, actorId)
  await changeCase(tx, caseId, { state, ...lease(actorId, now) })
  await recordCase(tx, 'claimed', { caseId, actorId, now })
}

type Several = Omit<Staff, 'caseId'> & { caseIds: readonly string[] }

/** Takes several cases at once, as far as each may be taken; returns those that were. What is refused stays as it is. */
export const claimCases = (tx: Tx, { caseIds, ...staff }: Several) =>
  eachOf(tx, caseIds, (one, caseId) => claimCase(one, { ...staff, caseId }))

/** Puts several cases back into the queue, those that one holds; returns them. */
export const releaseCases = (tx: Tx, { caseIds, ...staff }: Several) =>
  eachOf(tx, caseIds, (one, caseId) => releaseCase(one, { ...staff, caseId }))

/** Puts a case back into the queue. */
export async function releaseCase(tx: Tx, { caseId, actorId, now }: Staff): Promise<void> {
  const subject = await lockCase(tx, caseId)
  const state = step(subject.state, 'release')
  assertHolds(subject, actorId, now)
  await changeCase(tx, caseId, { state, ...NO_LEASE })
  await recordCase(tx, 'released', { caseId, actorId, now })
}

/** Sends a case back to the member: what is asked for, each with a reason that they can act on. */
export async function requestChanges(
  tx: Tx,
  { caseId, actorId, now, items, note }: Staff & { items: AskedItem[]; note: string },
): Promise<void> {
  const subject = await lockCase(tx, caseId)
  const state = step(subject.state, 'request_changes')
  assertHolds(subject, actorId, now)
  assertPoints(items, new Set((await documentsOf(tx, caseSubject(caseId))).map(({ id }) => id)))
  const asked = { asked: items, mendedFields: [], changesNote: note, touchedAt: now }
  await changeCase(tx, caseId, { state, ...asked, ...NO_LEASE })
  await recordCase(tx, 'changesRequested', { caseId, actorId, now })
}

type Outcome =
  | { outcome: 'approve'; checks: ApprovalCheck[]; document: ShownDocument | null; category?: Category }
  | { outcome: 'reject'; reason: RejectionReason }

/** Proposes a decision on the evidence as it stands; another person has to confirm it within 72 hours. */
export async function proposeDecision(
  tx: Tx,
  { caseId, actorId, now, note, ...decision }: Staff & { note: string } & Outcome,
): Promise<void> {
  const subject = await lockCase(tx, caseId)
  const state = step(subject.state, 'propose')
  assertHolds(subject, actorId, now)
  await assertNew(tx, subject, actorId)
  if (decision.outcome === 'approve') {
    assertComplete({ ...subject, level: (subject.risk as Risk | null)?.level }, decision, now)
    if (!(await allClean(tx, caseSubject(caseId)))) throw refuse.documentsWaiting()
    if (decision.document) await noteIdentity(tx, subject, decision.document, now)
  }
  const evidence = await evidenceDigest(tx, await lockCase(tx, caseId))
  const reason = decision.outcome === 'reject' ? decision.reason : null
  const category = decision.outcome === 'approve' ? (decision.category ?? 'retail') : null
  const about = { subject: caseSubject(caseId), aboutId: subject.personId, makerId: actorId }
  await proposeTo(tx, {
    kind: `case.${decision.outcome}`,
    ...about,
    content: { reason, category },
    note,
    digest: evidence,
    now,
  })
  await changeCase(tx, caseId, { state, ...NO_LEASE })
  // What was proposed is committed to, not told: the log may be published before the member knows.
  const proposal = commitment(subject.salt, { outcome: decision.outcome, reason })
  await recordCase(tx, 'decisionProposed', { caseId, actorId, now }, { evidence, proposal })
}

/** Confirms a proposal as the second person. An approval grants a clearance. */
export async function confirmDecision(tx: Tx, { caseId, actorId, now }: Staff): Promise<void> {
  const subject = await lockCase(tx, caseId)
  assertForeign(subject, actorId)
  await assertNew(tx, subject, actorId)
  // The state is asked before the proposal: of a case that moved on, its state is the answer.
  step(subject.state, 'confirm_reject')
  const evidence = await evidenceDigest(tx, subject)
  const settled = await confirmProposal(tx, { subject: caseSubject(caseId), checkerId: actorId, digest: evidence, now })
  const state = step(subject.state, settled.kind === 'case.approve' ? 'confirm_approve' : 'confirm_reject')
  await changeCase(tx, caseId, { state, settledAt: now, ...NO_LEASE })
  const { reason, category } = settled.content as { reason: string | null; category?: Category | null }
  if (state === 'approved') await grantClearance(tx, subject, now, category ?? 'retail')
  const decision = commitment(subject.salt, { outcome: settled.kind.slice('case.'.length), reason })
  await recordCase(tx, 'decided', { caseId, actorId, now }, { evidence, decision })
}

/** Returns a proposal to review with a comment, as the second person; right also when the evidence changed: that is what it is for. */
export async function returnDecision(tx: Tx, { caseId, actorId, now, note }: Staff & { note: string }): Promise<void> {
  const subject = await lockCase(tx, caseId)
  assertForeign(subject, actorId)
  const state = step(subject.state, 'return')
  await returnProposal(tx, { subject: caseSubject(caseId), checkerId: actorId, comment: note, now })
  await changeCase(tx, caseId, { state, ...NO_LEASE })
  await recordCase(tx, 'decisionReturned', { caseId, actorId, now })
}

/** After an appeal, refuses who proposed or confirmed before it. */
async function assertNew(tx: Tx, subject: VerificationCase, actorId: string): Promise<void> {
  if (subject.appealedAt) assertFresh(subject, await decisionsAbout(tx, caseSubject(subject.id)), actorId)
}

const NO_LEASE = { assigneeId: null, leaseUntil: null } as const
const lease = (actorId: string, now: Date) => ({ assigneeId: actorId, leaseUntil: after(now, LEASE) })
