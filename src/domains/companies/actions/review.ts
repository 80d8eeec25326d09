import { eachOf } from '@/domains/compliance/actions/several'
import { confirmProposal, lapseProposal, proposeTo, returnProposal } from '@/domains/identity/actions/decisions'
import { decisionsAbout, overdueProposals } from '@/domains/identity/queries/decisions'
import { allClean } from '@/domains/vault/queries/documents'
import type { CompanyCase } from '@/generated/prisma/client'
import { commitment } from '@/kit/digest'
import { after } from '@/kit/time'
import type { Tx } from '@/server/db'
import { companySubject, reviewedDigest } from '../queries/data'
import { partiesWithFacts } from '../queries/parties'
import { refuse, step } from '../rules/case'
import { LEASE, nextReview } from '../rules/clock'
import { partiesVerdict } from '../rules/parties'
import { assertApprovable, assertForeign, assertFresh, assertHolds, assertMayClaim } from '../rules/review'
import { COMPANY_CHECKS, type CompanyCheck, type CompanyRejection } from '../schema'
import { changeCompany, lockCompany, lockWithSide, NO_LEASE, recordCompany, touched } from './company-row'
import { endOf } from './listing'

/** A member of staff acting on a company. */
type Staff = { companyId: string; actorId: string; now: Date }

/** Takes a company for 30 minutes, or takes over one whose holder went silent. */
export async function claimCompany(tx: Tx, { companyId, actorId, now }: Staff): Promise<void> {
  const company = await lockWithSide(tx, companyId)
  assertMayClaim(company, actorId, now)
  await assertNew(tx, company, actorId)
  const lease = { assigneeId: actorId, leaseUntil: after(now, LEASE) }
  await changeCompany(tx, companyId, { state: step(company.state, 'claim'), ...lease })
  await recordCompany(tx, 'claimed', { companyId, actorId, now })
}

type Several = Omit<Staff, 'companyId'> & { companyIds: readonly string[] }

/** Takes several companies at once, as far as each may be taken; returns those that were. What is refused stays as it is. */
export const claimCompanies = (tx: Tx, { companyIds, ...staff }: Several) =>
  eachOf(tx, companyIds, (one, companyId) => claimCompany(one, { ...staff, companyId }))

/** Puts several companies back into the queue, those that one holds; returns them. */
export const releaseCompanies = (tx: Tx, { companyIds, ...staff }: Several) =>
  eachOf(tx, companyIds, (one, companyId) => releaseCompany(one, { ...staff, companyId }))

/** Puts a company back into the queue. */
export async function releaseCompany(tx: Tx, { companyId, actorId, now }: Staff): Promise<void> {
  const company = await lockWithSide(tx, companyId)
  const state = step(company.state, 'release')
  assertHolds(company, actorId, now)
  await changeCompany(tx, companyId, { state, ...NO_LEASE })
  await recordCompany(tx, 'released', { companyId, actorId, now })
}

/** Sends a company back to its owner, with a sentence that says what to change. */
export async function requestChanges(tx: Tx, { companyId, actorId, now, note }: Staff & { note: string }) {
  const company = await lockWithSide(tx, companyId)
  const state = step(company.state, 'request_changes')
  assertHolds(company, actorId, now)
  await changeCompany(tx, companyId, { state, changesNote: note, ...NO_LEASE, ...touched(now) })
  await recordCompany(tx, 'changesRequested', { companyId, actorId, now })
}

/** After an appeal, refuses who proposed or confirmed before it. */
async function assertNew(tx: Tx, company: CompanyCase, actorId: string): Promise<void> {
  if (company.appealedAt) assertFresh(company, await decisionsAbout(tx, companySubject(company.id)), actorId)
}

type Outcome = { outcome: 'approve'; checks: CompanyCheck[] } | { outcome: 'reject'; reason: CompanyRejection }

/** Proposes a decision on the company as it stands; another person has to confirm it within 72 hours. */
export async function proposeOutcome(
  tx: Tx,
  { companyId, actorId, now, note, ...decision }: Staff & { note: string } & Outcome,
) {
  const company = await lockWithSide(tx, companyId)
  const state = step(company.state, 'propose')
  assertHolds(company, actorId, now)
  await assertNew(tx, company, actorId)
  if (decision.outcome === 'approve') await assertFit(tx, company, decision.checks, now)
  const digest = await reviewedDigest(tx, company)
  const reason = decision.outcome === 'reject' ? decision.reason : null
  const about = { subject: companySubject(companyId), aboutId: company.ownerId, makerId: actorId }
  await proposeTo(tx, { kind: `company.${decision.outcome}`, ...about, content: { reason }, note, digest, now })
  await changeCompany(tx, companyId, { state, ...NO_LEASE })
  // What was proposed is committed to, not told: the log may be published before the owner knows.
  const proposal = commitment(company.salt, { outcome: decision.outcome, reason })
  await recordCompany(tx, 'decisionProposed', { companyId, actorId, now }, { evidence: digest, proposal })
}

async function assertFit(tx: Tx, company: CompanyCase, checks: CompanyCheck[], now: Date): Promise<void> {
  const parties = await partiesWithFacts(tx, company.id, now)
  const people = { decided: partiesVerdict(parties).decided, worksHere: parties.some(({ worksHere }) => worksHere) }
  assertApprovable(company, people, checks)
  if (!(await allClean(tx, companySubject(company.id)))) throw refuse.documentsWaiting()
}

/** Confirms a proposal as the second person, on exactly what the first one judged. */
export async function confirmOutcome(tx: Tx, { companyId, actorId, now }: Staff): Promise<void> {
  const company = await lockWithSide(tx, companyId)
  assertForeign(company, actorId)
  await assertNew(tx, company, actorId)
  // The state is asked before the proposal: of a case that moved on, its state is the answer.
  step(company.state, 'confirm_reject')
  const digest = await reviewedDigest(tx, company)
  const subject = companySubject(companyId)
  const settled = await confirmProposal(tx, { subject, checkerId: actorId, digest, now })
  const approves = settled.kind === 'company.approve'
  // Whoever was given a role here since the proposal was made is found now.
  if (approves) await assertFit(tx, company, [...COMPANY_CHECKS], now)
  const state = step(company.state, approves ? 'confirm_approve' : 'confirm_reject')
  const approval = approves ? { approvalId: settled.id, nextReviewAt: nextReview(now) } : {}
  const decided = await changeCompany(tx, companyId, { state, settledAt: now, ...approval, ...NO_LEASE })
  const { reason } = settled.content as { reason: string | null }
  const decision = commitment(company.salt, { outcome: settled.kind.slice('company.'.length), reason })
  await recordCompany(tx, 'decided', { companyId, actorId, now }, { evidence: digest, decision })
  if (approves) await endOf(tx, decided, now)
}

/** Gives a proposal back to review with a comment, as the second person; right also when what was judged has changed. */
export async function returnOutcome(
  tx: Tx,
  { companyId, actorId, now, note }: Staff & { note: string },
): Promise<void> {
  const company = await lockWithSide(tx, companyId)
  assertForeign(company, actorId)
  const state = step(company.state, 'return')
  await returnProposal(tx, { subject: companySubject(companyId), checkerId: actorId, comment: note, now })
  await changeCompany(tx, companyId, { state, ...NO_LEASE })
  await recordCompany(tx, 'decisionReturned', { companyId, actorId, now })
}

/** Puts companies back into review whose proposal nobody confirmed in 72 hours; returns how many. */
export async function lapseOutcomes(tx: Tx, now: Date): Promise<number> {
  let lapsed = 0
  for (const subject of await overdueProposals(tx, 'company.', now)) {
    const company = await lockCompany(tx, subject.slice('company:'.length))
    if (!(await lapseProposal(tx, { subject, now }))) continue
    if (company.state === 'pending_second') await changeCompany(tx, company.id, { state: step(company.state, 'lapse') })
    await recordCompany(tx, 'proposalLapsed', { companyId: company.id, actorId: null, now })
    lapsed += 1
  }
  return lapsed
}
