import { confirmMarks } from '@/domains/identity/actions/marks'
import type { VerificationCase } from '@/generated/prisma/client'
import type { Tx } from '@/server/db'
import { STANDARD_LIMITS, writeLimits } from '../rules/clearance'
import { reviewDates } from '../rules/reverify'
import { changeCase } from './case-row'

/** Grants the clearance of an approved case, and puts down when it is to be looked at again. */
export async function grantClearance(
  tx: Tx,
  { id, personId, documentExpires }: Pick<VerificationCase, 'id' | 'personId' | 'documentExpires'>,
  now: Date,
): Promise<void> {
  const { dueAt, until } = reviewDates(now, documentExpires)
  const limits = writeLimits(STANDARD_LIMITS)
  await tx.clearanceGrant.create({
    data: { caseId: id, personId, level: 'standard', limits, grantedAt: now, until },
  })
  await changeCase(tx, id, { nextReviewAt: dueAt, remindedAt: null })
  await confirmMarks(tx, { personId, now })
}
