import { forgetWords } from '@/domains/identity/actions/decisions'
import { eraseDocumentsOf } from '@/domains/vault/actions/documents'
import type { VerificationCase } from '@/generated/prisma/client'
import type { Tx } from '@/server/db'
import { NO_PROFILE } from '../queries/evidence'
import { step } from '../rules/case'
import { caseSubject, type DocumentReader } from '../rules/document'
import { assertMayErase } from '../rules/review'
import { forgetOpenings } from './access'
import { changeCase, lockCase, recordCase } from './case-row'

/**
 * Erases profile and documents of a case that came to nothing: by its member after they withdrew it, by a checker after a
 * rejection too. The decision itself, its codes and the people who took it remain.
 */
export async function eraseCase(
  tx: Tx,
  {
    caseId,
    viewer,
    now,
  }: { caseId: string; viewer: Pick<DocumentReader, 'personId' | 'checks' | 'secondFactor'>; now: Date },
): Promise<void> {
  const subject = await lockCase(tx, caseId)
  assertMayErase(subject, viewer)
  await eraseEvidence(tx, subject, { actorId: viewer.personId, now })
}

/** Deletes the data keys and what they opened. The salt goes too, so the log's commitments say nothing any more. */
export async function eraseEvidence(
  tx: Tx,
  subject: VerificationCase,
  { actorId, now }: { actorId: string | null; now: Date },
): Promise<void> {
  if (subject.erasedAt) return
  await eraseDocumentsOf(tx, { subject: caseSubject(subject.id), actorId, now })
  await forgetWords(tx, caseSubject(subject.id))
  const state = step(subject.state, 'erase')
  const words = { changesNote: null, appeal: null, suspension: null }
  await changeCase(tx, subject.id, { ...NO_PROFILE, ...words, state, erasedAt: now })
  await recordCase(tx, 'erased', { caseId: subject.id, actorId, now })
}

/**
 * Erases everything that this room knows of a person: profiles, documents and notes of every case, staking keys and what was sent to
 * prove them, what they stated, learned and acknowledged as investors. States, codes and the people who decided remain.
 */
export async function forgetMember(tx: Tx, { personId, now }: { personId: string; now: Date }): Promise<void> {
  const cases = await tx.verificationCase.findMany({ where: { personId, erasedAt: null }, select: { id: true } })
  for (const { id } of cases) await eraseEvidence(tx, await lockCase(tx, id), { actorId: null, now })
  await forgetOpenings(tx, `person:${personId}`, now)
  await tx.operatorChallenge.deleteMany({ where: { personId } })
  await tx.operatorProof.deleteMany({ where: { personId } })
  await tx.investorStatement.deleteMany({ where: { personId } })
  await tx.investorStep.deleteMany({ where: { personId } })
  await tx.promotion.deleteMany({ where: { personId } })
  await tx.appropriatenessAttempt.deleteMany({ where: { personId } })
  await tx.limitEntry.deleteMany({ where: { personId } })
}
