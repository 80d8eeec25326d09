import { append } from '@/domains/log/actions'
import type { VerificationCase } from '@/generated/prisma/client'
import type { CanonicalValue } from '@/kit/canonical-json'
import { commitment } from '@/kit/digest'
import { liftCommitment } from '@/kit/pack'
import type { Tx } from '@/server/db'
import { refuse } from '../rules/case'
import { caseSubject } from '../rules/document'

/** The case, locked until the transaction ends, so that two people cannot act on it at once. */
export async function lockCase(tx: Tx, caseId: string): Promise<VerificationCase> {
  await tx.$executeRaw`select from verification_case where id = ${caseId}::uuid for update`
  const found = await tx.verificationCase.findUnique({ where: { id: caseId } })
  if (!found) throw refuse.noCase()
  return found
}

type CaseData = Parameters<Tx['verificationCase']['update']>[0]['data']

/** Writes to a locked case; its version rises with everything that changes what staff see. */
export const changeCase = (tx: Tx, id: string, data: CaseData) =>
  tx.verificationCase.update({ where: { id }, data: { ...data, version: { increment: 1 } } })

/** Records an act on a case. Facts hold commitments only: neither names nor outcomes. */
export const recordCase = (
  tx: Tx,
  participle: string,
  { caseId, actorId, now }: { caseId: string; actorId: string | null; now: Date },
  facts: { [key: string]: CanonicalValue } = {},
) =>
  append(tx, {
    type: `compliance.${participle}`,
    at: now,
    actorId,
    subjects: [caseSubject(caseId)],
    facts: { case: caseId, ...facts },
  })

/**
 * What became of a case that was approved before. Each of them is recorded by one name, with a commitment in place of what it was:
 * the log may be published, and must not tell a renewal from a suspension.
 */
export type StandingChange =
  | 'reverify_due'
  | 'expired'
  | 'suspended'
  | 'lift_proposed'
  | 'lift_returned'
  | 'lift_lapsed'

/** Records such a change, of a case as it was before. */
export const recordStanding = (
  tx: Tx,
  { id, salt }: Pick<VerificationCase, 'id' | 'salt'>,
  change: StandingChange,
  { actorId, now, because = null }: { actorId: string | null; now: Date; because?: string | null },
) => recordCommitted(tx, id, commitment(salt, { change, because, at: now.toISOString() }), { actorId, now })

/** Records that two people lifted a suspension, by the commitment that an evidence pack is checked against. */
export const recordLift = (
  tx: Tx,
  { caseId, decisionId, evidence }: { caseId: string; decisionId: string; evidence: string },
  act: { actorId: string; now: Date },
) => recordCommitted(tx, caseId, liftCommitment(decisionId, evidence), act)

const recordCommitted = (tx: Tx, caseId: string, change: string, act: { actorId: string | null; now: Date }) =>
  recordCase(tx, 'standingChanged', { caseId, ...act }, { change })

/**
 * Records that a case came to its end without a decision. Whether its member gave up, kept silent or lives where nobody is served is
 * not said.
 */
export const recordClosed = (tx: Tx, act: { caseId: string; actorId: string | null; now: Date }) =>
  recordCase(tx, 'closed', act)
