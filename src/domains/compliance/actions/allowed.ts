import { reviewingStaff } from '@/domains/identity/queries/person'
import { allowSubject } from '@/domains/screening/actions/subjects'
import type { Tx } from '@/server/db'
import { assertAllowable } from '../rules/allowed'
import { refuse } from '../rules/case'
import { assertForeign } from '../rules/review'
import { changeCase, lockCase, recordCase } from './case-row'

/**
 * Closes a verification, and what is compared of its person, to all staff but those named; nobody named opens it to everybody again. Who
 * held it and is not among them holds it no more. Renewals stay closed. The record says how many were named, not who.
 */
export async function allowOnly(
  tx: Tx,
  { caseId, actorId, personIds, now }: { caseId: string; actorId: string; personIds: readonly string[]; now: Date },
): Promise<void> {
  const subject = await lockCase(tx, caseId)
  assertForeign(subject, actorId)
  if (!subject.submittedAt) throw refuse.notNow({ state: subject.state })
  const allowedIds = [...new Set(personIds)]
  if (allowedIds.length > 0) {
    const staff = await reviewingStaff(tx)
    const named = allowedIds.map((personId) => ({ personId, roles: staff.get(personId) ?? [] }))
    assertAllowable(subject, named, actorId)
  }
  const holds = subject.assigneeId === null || allowedIds.length === 0 || allowedIds.includes(subject.assigneeId)
  await changeCase(tx, caseId, { allowedIds, ...(holds ? {} : { assigneeId: null, leaseUntil: null }) })
  await allowSubject(tx, { key: `person:${subject.personId}`, allowedIds })
  await recordCase(tx, 'accessChanged', { caseId, actorId, now }, { people: allowedIds.length })
}
