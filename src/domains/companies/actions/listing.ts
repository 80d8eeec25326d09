import { confirmProposal, proposeTo, returnProposal, voidProposal } from '@/domains/identity/actions/decisions'
import type { CompanyCase } from '@/generated/prisma/client'
import { commitment } from '@/kit/digest'
import { nextState } from '@/kit/transition'
import type { Tx } from '@/server/db'
import { companySubject, reviewedDigest } from '../queries/data'
import { COMPANY_TABLE, PROVEN_STATES, refuse, step, TOLD_STATES } from '../rules/case'
import { suspendedUntil } from '../rules/clock'
import { assertForeign } from '../rules/review'
import { changeCompany, lockCompany, lockWithSide, recordCompany } from './company-row'

/** The company behind a project, locked; null where its check never began. */
async function lockByProject(tx: Tx, projectId: string): Promise<CompanyCase | null> {
  const found = await tx.companyCase.findUnique({ where: { projectId }, select: { id: true } })
  return found && lockCompany(tx, found.id)
}

/** Refuses to list a project, or to open its raise, whose company two people have not approved, or about which something is open. */
export async function assertProven(tx: Tx, projectId: string): Promise<void> {
  const company = await lockByProject(tx, projectId)
  const state = company?.state ?? 'not_started'
  if (!PROVEN_STATES.some((proven) => proven === state)) throw refuse.unproven({ state })
  if (company?.hold) throw refuse.onHold()
}

/** Notes that the project was listed, with the act that lists it. A listed one that is approved anew stays listed. */
export async function markListed(tx: Tx, { projectId, now }: { projectId: string; now: Date }): Promise<void> {
  const company = await lockByProject(tx, projectId)
  if (company?.state !== 'approved') return
  await changeCompany(tx, company.id, { state: step('approved', 'list'), listedAt: company.listedAt ?? now })
  await recordCompany(tx, 'listed', { companyId: company.id, actorId: null, now })
}

/** Notes how a raise ended on chain; what the company's state has no edge for is caught up with at its next approval. */
export async function recordRaiseEnd(
  tx: Tx,
  { projectId, outcome, now }: { projectId: string; outcome: 'funded' | 'failed'; now: Date },
): Promise<boolean> {
  const company = await lockByProject(tx, projectId)
  if (!company || company.raiseOutcome) return false
  await endOf(tx, await changeCompany(tx, company.id, { raiseOutcome: outcome }), now)
  await recordCompany(tx, 'raiseEnded', { companyId: company.id, actorId: null, now })
  return true
}

/** Brings an approved company to where its project is: listed again where it was listed, over where its raise is over. */
export async function endOf(tx: Tx, company: CompanyCase, now: Date): Promise<void> {
  const { id, listedAt, raiseOutcome } = company
  let { state } = company
  if (state === 'approved' && listedAt) state = step(state, 'list')
  const end = raiseOutcome === 'funded' ? 'raise_succeeded' : 'raise_failed'
  if (raiseOutcome && nextState(COMPANY_TABLE, state, end)) {
    await voidProposal(tx, { subject: companySubject(id), now })
    await changeCompany(tx, id, { state: step(state, end), suspendedUntil: null })
  } else if (state !== company.state) await changeCompany(tx, id, { state })
}

type Staff = { companyId: string; actorId: string; now: Date }

/**
 * Suspends a listed offer, for 30 days at most: nothing new is co-signed, nothing is released to the project, and investors are told at
 * once. One person is enough to stop, two lift it. What is on chain stays its owners'.
 */
export async function suspendOffer(tx: Tx, { companyId, actorId, now, reason }: Staff & { reason: string }) {
  const company = await lockWithSide(tx, companyId)
  assertForeign(company, actorId)
  const until = { suspendedUntil: suspendedUntil(now), suspension: reason, toldAt: null }
  await changeCompany(tx, companyId, { state: step(company.state, 'suspend'), ...until })
  await recordCompany(tx, 'suspended', { companyId, actorId, now }, { because: commitment(company.salt, reason) })
}

/** Notes that investors are told of a suspension, or that it ended in a cancellation, in the transaction that does; false when they were already. */
export async function markTold(tx: Tx, { companyId, now }: { companyId: string; now: Date }): Promise<boolean> {
  const where = { id: companyId, state: { in: [...TOLD_STATES] }, toldAt: null }
  return (await tx.companyCase.updateMany({ where, data: { toldAt: now } })).count === 1
}

/** Proposes that the offer goes on. */
export async function proposeLift(
  tx: Tx,
  { companyId, actorId, now, reason }: Staff & { reason: string },
): Promise<void> {
  const company = await lockWithSide(tx, companyId)
  assertForeign(company, actorId)
  const state = step(company.state, 'propose_lift')
  if (company.hold) throw refuse.held()
  const digest = await reviewedDigest(tx, company)
  const about = { subject: companySubject(companyId), aboutId: company.ownerId, makerId: actorId }
  await proposeTo(tx, { kind: 'company.lift', ...about, content: {}, note: reason, digest, now })
  await changeCompany(tx, companyId, { state })
  await recordCompany(tx, 'liftProposed', { companyId, actorId, now }, { evidence: digest })
}

/** Lets the offer go on, as the second person. */
export async function confirmLift(tx: Tx, { companyId, actorId, now }: Staff): Promise<void> {
  const company = await lockWithSide(tx, companyId)
  assertForeign(company, actorId)
  const state = step(company.state, 'confirm_lift')
  if (company.hold) throw refuse.held()
  const digest = await reviewedDigest(tx, company)
  await confirmProposal(tx, { subject: companySubject(companyId), checkerId: actorId, digest, now })
  await changeCompany(tx, companyId, { state, suspendedUntil: null, suspension: null })
  await recordCompany(tx, 'lifted', { companyId, actorId, now }, { evidence: digest })
}

/** Leaves the offer suspended, as the second person. */
export async function returnLift(tx: Tx, { companyId, actorId, now, note }: Staff & { note: string }): Promise<void> {
  const company = await lockWithSide(tx, companyId)
  assertForeign(company, actorId)
  const state = step(company.state, 'return_lift')
  await returnProposal(tx, { subject: companySubject(companyId), checkerId: actorId, comment: note, now })
  await changeCompany(tx, companyId, { state })
  await recordCompany(tx, 'liftReturned', { companyId, actorId, now })
}
