import { documentsOf } from '@/domains/vault/queries/documents'
import type { Tx } from '@/server/db'
import type { Viewer } from '@/server/viewer'
import { accessTo } from '../queries/access'
import { openProfile } from '../queries/evidence'
import { caseSubject, mayRead, readerOf } from '../rules/document'
import type { Profile } from '../schema'
import { lockCase, recordCase } from './case-row'

export type Evidence = { profile: Profile | null; documents: Awaited<ReturnType<typeof documentsOf>> }

/**
 * Opens a case's profile and list of documents for the staff who are at work on it, and records that they looked. Null for
 * staff who are not, and for the member: their own data are on their own page.
 */
export async function openEvidence(
  tx: Tx,
  { caseId, viewer, now }: { caseId: string; viewer: Viewer; now: Date },
): Promise<Evidence | null> {
  const subject = await lockCase(tx, caseId)
  const name = caseSubject(caseId)
  const document = { ownerId: subject.personId, subject: name }
  if (subject.personId === viewer.personId) return null
  if (!mayRead(document, readerOf(viewer), await accessTo(tx, name, now))) return null
  await recordCase(tx, 'evidenceViewed', { caseId, actorId: viewer.personId, now })
  return { profile: openProfile(subject), documents: await documentsOf(tx, name) }
}
