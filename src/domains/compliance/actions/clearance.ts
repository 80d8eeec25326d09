import { confirmMarks } from '@/domains/identity/actions/marks'
import type { VerificationCase } from '@/generated/prisma/client'
import type { Tx } from '@/server/db'
import { openProfile } from '../queries/evidence'
import { STANDARD_LIMITS, writeLimits } from '../rules/clearance'
import { reviewDates } from '../rules/reverify'
import type { Category } from '../schema'
import { changeCase } from './case-row'

/** Grants the clearance of an approved case with the residence and category that it shows, and puts down when it is looked at again. */
export async function grantClearance(
  tx: Tx,
  subject: VerificationCase,
  now: Date,
  category: Category = 'retail',
): Promise<void> {
  const { id, personId, documentExpires } = subject
  const { dueAt, until } = reviewDates(now, documentExpires)
  const limits = writeLimits(STANDARD_LIMITS)
  await tx.clearanceGrant.create({
    data: {
      ...{ caseId: id, personId, level: 'standard', limits, grantedAt: now, until },
      ...{ country: openProfile(subject)?.country ?? null, category },
    },
  })
  await changeCase(tx, id, { nextReviewAt: dueAt, remindedAt: null })
  await confirmMarks(tx, { personId, now })
}
