import { documentsOf } from '@/domains/vault/queries/documents'
import type { VerificationCase } from '@/generated/prisma/client'
import type { Tx } from '@/server/db'
import type { Viewer } from '@/server/viewer'
import { accessTo } from '../queries/access'
import { openProfile } from '../queries/evidence'
import { refuse } from '../rules/case'
import { caseSubject, mayRead, readerOf } from '../rules/document'
import type { Profile, Revealable, RevealReason } from '../schema'
import { lockCase, recordCase } from './case-row'

/** The evidence of a case: its documents, and whether a profile is there. Its fields are shown one by one, by `revealFields`. */
export type Evidence = { hasProfile: boolean; documents: Awaited<ReturnType<typeof documentsOf>> }

type Looking = { caseId: string; viewer: Viewer; now: Date }

/**
 * Opens a case's list of documents for the staff who are at work on it, and records that they looked. Null for staff who are
 * not, and for the member: their own data are on their own page.
 */
export async function openEvidence(tx: Tx, { caseId, viewer, now }: Looking): Promise<Evidence | null> {
  const subject = await lockCase(tx, caseId)
  if (!(await isAtWork(tx, subject, viewer, now))) return null
  await recordCase(tx, 'evidenceViewed', { caseId, actorId: viewer.personId, now })
  return { hasProfile: subject.profile !== null, documents: await documentsOf(tx, caseSubject(caseId)) }
}

/** Shows personal fields of a case to who is at work on it, for a reason; which fields and the reason's code are recorded. */
export async function revealFields(
  tx: Tx,
  { caseId, viewer, now, fields, reason }: Looking & { fields: readonly Revealable[]; reason: RevealReason },
): Promise<Partial<Profile>> {
  const subject = await lockCase(tx, caseId)
  if (!(await isAtWork(tx, subject, viewer, now))) throw refuse.noCase()
  const profile = openProfile(subject)
  if (!profile) throw refuse.profileGone()
  await recordCase(tx, 'fieldsRevealed', { caseId, actorId: viewer.personId, now }, { fields: [...fields], reason })
  return Object.fromEntries(fields.map((field) => [field, profile[field]]))
}

async function isAtWork(tx: Tx, { id, personId }: VerificationCase, viewer: Viewer, now: Date): Promise<boolean> {
  const subject = caseSubject(id)
  const document = { ownerId: personId, subject }
  return personId !== viewer.personId && mayRead(document, readerOf(viewer), await accessTo(tx, subject, now))
}
