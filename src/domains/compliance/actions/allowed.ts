import { allowSubject } from '@/domains/screening/actions/subjects'
import type { VerificationCase } from '@/generated/prisma/client'
import type { Tx } from '@/server/db'
import { refuse } from '../rules/case'
import { assertForeign } from '../rules/review'
import { confirmOpening, type Door, narrow, proposeOpening, returnOpening } from './access'
import { changeCase, lockCase, recordCase } from './case-row'

type Staff = { caseId: string; actorId: string; now: Date }
type Named = { personIds: readonly string[] }

/** The door of a person: their verifications, earlier ones too, and what is compared of them, are closed together. */
const doorOf = ({ personId, allowedIds }: VerificationCase): Door => ({
  ...{ thing: `person:${personId}`, aboutId: personId, side: [personId], allowedIds },
})

/**
 * Closes a person's verifications, and what is compared of them, to all staff but those named; or takes somebody out of those named. Who
 * held one and is not among them holds it no more. Renewals stay closed. The record says how many were named, not who.
 */
export async function allowOnly(tx: Tx, { caseId, actorId, personIds, now }: Staff & Named): Promise<void> {
  const subject = await lockCase(tx, caseId)
  assertForeign(subject, actorId)
  if (!subject.submittedAt) throw refuse.notNow({ state: subject.state })
  const allowedIds = await narrow(tx, { door: doorOf(subject), personIds, actorId, now })
  await close(tx, subject, { allowedIds, actorId, now })
}

/** Proposes to open a closed person's verifications to more of the staff, or to everybody: two people open what one closed. */
export async function proposeCaseOpening(
  tx: Tx,
  { caseId, actorId, personIds, note, now }: Staff & Named & { note: string },
): Promise<void> {
  const subject = await lockCase(tx, caseId)
  const door = doorOf(subject)
  if (!(await proposeOpening(tx, { door, personIds, note, actorId, now }))) throw refuse.noCase()
  await recordCase(tx, 'openingProposed', { caseId, actorId, now })
}

/** Opens them as the second person: any checker but the one whom it is about. They need not be one of those named. */
export async function confirmCaseOpening(tx: Tx, { caseId, actorId, now }: Staff): Promise<void> {
  const subject = await lockCase(tx, caseId)
  const allowedIds = await confirmOpening(tx, { door: doorOf(subject), actorId, now })
  if (!allowedIds) throw refuse.noCase()
  await close(tx, subject, { allowedIds, actorId, now })
}

/** Leaves them closed, as the second person. */
export async function returnCaseOpening(
  tx: Tx,
  { caseId, actorId, note, now }: Staff & { note: string },
): Promise<void> {
  const door = doorOf(await lockCase(tx, caseId))
  if (!(await returnOpening(tx, { door, note, actorId, now }))) throw refuse.noCase()
  await recordCase(tx, 'openingReturned', { caseId, actorId, now })
}

async function close(
  tx: Tx,
  { id: caseId, personId }: VerificationCase,
  { allowedIds, actorId, now }: { allowedIds: string[]; actorId: string; now: Date },
): Promise<void> {
  await tx.$executeRaw`select from verification_case where person_id = ${personId}::uuid order by id for update`
  const all = await tx.verificationCase.findMany({ where: { personId }, select: { id: true, assigneeId: true } })
  for (const { id, assigneeId } of all) {
    const holds = assigneeId === null || allowedIds.length === 0 || allowedIds.includes(assigneeId)
    await changeCase(tx, id, { allowedIds, allowedAt: now, ...(holds ? {} : { assigneeId: null, leaseUntil: null }) })
  }
  await allowSubject(tx, { key: `person:${personId}`, allowedIds })
  await recordCase(tx, 'accessChanged', { caseId, actorId, now }, { people: allowedIds.length })
}
