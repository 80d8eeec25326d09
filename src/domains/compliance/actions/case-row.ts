import { append } from '@/domains/log/actions'
import type { VerificationCase } from '@/generated/prisma/client'
import type { CanonicalValue } from '@/kit/canonical-json'
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
