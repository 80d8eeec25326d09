import { linkDocument, type ViewLinks } from '@/domains/vault/actions/views'
import { documentFacts } from '@/domains/vault/queries/documents'
import { refuseDocument } from '@/domains/vault/rules/document'
import type { Tx } from '@/server/db'
import { assertSteppedUp } from '@/server/step-up'
import type { Viewer } from '@/server/viewer'
import { accessTo } from '../queries/access'
import { mayRead, readerOf, subjectId } from '../rules/document'

/** Makes the ways to a verification's document for its owner, or for staff at work on the case. To everybody else it does not exist. */
export async function openDocument(
  tx: Tx,
  { documentId, viewer, now }: { documentId: string; viewer: Viewer; now: Date },
): Promise<ViewLinks> {
  const document = await documentFacts(tx, documentId)
  const isCase = document && subjectId(document.subject, 'case') !== null
  if (!isCase || !mayRead(document, readerOf(viewer), await accessTo(tx, document.subject, now)))
    throw refuseDocument.noDocument()
  const purpose = document.ownerId === viewer.personId ? 'own' : 'case'
  if (purpose === 'case') assertSteppedUp(viewer, 'compliance.openDocument')
  return linkDocument(tx, { documentId, viewer, purpose, now })
}
