import { eraseDocument, storeDocument } from '@/domains/vault/actions/documents'
import { documentFacts } from '@/domains/vault/queries/documents'
import { refuseDocument } from '@/domains/vault/rules/document'
import type { VerificationCase } from '@/generated/prisma/client'
import type { Tx } from '@/server/db'
import { refuse } from '../rules/case'
import { caseSubject } from '../rules/document'
import { askedFor } from '../rules/review'
import type { AskedItem, DocumentKind } from '../schema'
import { changeCase } from './case-row'
import { openCase } from './cases'

type Member = { personId: string; now: Date }

/** Adds a document to the case under way: on the manual route, or in place of one that staff asked for again. */
export async function attachDocument(
  tx: Tx,
  { personId, now, ...file }: Member & { kind: DocumentKind; fileName: string; bytes: Uint8Array },
): Promise<string> {
  const subject = await openCase(tx, personId)
  assertTakesDocuments(subject)
  await changeCase(tx, subject.id, { touchedAt: now })
  return storeDocument(tx, { ownerId: personId, subject: caseSubject(subject.id), now, ...file })
}

/** Erases one of the member's documents while the case is theirs to edit; after a request, what was asked for or came since. */
export async function removeDocument(
  tx: Tx,
  { personId, now, documentId }: Member & { documentId: string },
): Promise<void> {
  const subject = await openCase(tx, personId)
  const found = await documentFacts(tx, documentId)
  if (found?.ownerId !== personId || found.subject !== caseSubject(subject.id) || found.erasedAt)
    throw refuseDocument.noDocument()
  assertTakesDocuments(subject)
  const isNew = subject.submittedAt === null || found.storedAt > subject.submittedAt
  if (!isNew && !askedFor(subject.asked as AskedItem[]).documents.has(documentId)) throw refuse.notAsked()
  await changeCase(tx, subject.id, { touchedAt: now })
  await eraseDocument(tx, { documentId, actorId: personId, now })
}

/** Refuses a case that takes no documents now: what is not needed is not collected. */
function assertTakesDocuments({ state, asked }: VerificationCase): void {
  if (state === 'draft') throw refuse.profileMissing()
  if (state === 'manual_upload') return
  if (state !== 'needs_resubmission') throw refuse.notNow({ state })
  if (askedFor(asked as AskedItem[]).documents.size === 0) throw refuse.notAsked()
}
