import { eraseDocument, storeDocument } from '@/domains/vault/actions/documents'
import { linkDocument, type ViewLinks } from '@/domains/vault/actions/views'
import { documentFacts } from '@/domains/vault/queries/documents'
import { refuseDocument } from '@/domains/vault/rules/document'
import type { Tx } from '@/server/db'
import type { Viewer } from '@/server/viewer'
import { isAtWork } from '../queries/access'
import { companySubject } from '../queries/data'
import { refuse } from '../rules/case'
import type { CompanyDocument } from '../schema'
import { changeCompany, lockOwnCompany, touched } from './company-row'
import { isEditable } from './form'

type Owner = { personId: string; now: Date }
type Upload = { companyId: string; kind: CompanyDocument; fileName: string; bytes: Uint8Array }

async function lockEditable(tx: Tx, { companyId, personId, now }: Owner & { companyId: string }): Promise<void> {
  const company = await lockOwnCompany(tx, companyId, personId)
  if (!isEditable(company)) throw refuse.notNow({ state: company.state })
  await changeCompany(tx, companyId, touched(now))
}

/** Adds a document to a company whose owner may type; it is encrypted at once. Returns its id. */
export async function addDocument(tx: Tx, { personId, companyId, ...file }: Owner & Upload): Promise<string> {
  await lockEditable(tx, { companyId, personId, now: file.now })
  return storeDocument(tx, { ownerId: personId, subject: companySubject(companyId), ...file })
}

/** Removes a document while its owner may type. */
export async function removeDocument(tx: Tx, { documentId, personId, now }: Owner & { documentId: string }) {
  const document = await documentFacts(tx, documentId)
  const [kind, companyId] = document?.subject.split(':') ?? []
  if (document?.ownerId !== personId || kind !== 'company' || !companyId || document.erasedAt)
    throw refuseDocument.noDocument()
  await lockEditable(tx, { companyId, personId, now })
  await eraseDocument(tx, { documentId, actorId: personId, now })
}

/** Makes the ways to a company's document: for its owner, and for staff at work on it. To everybody else it does not exist (E5). */
export async function openDocument(
  tx: Tx,
  { documentId, viewer, now }: { documentId: string; viewer: Viewer; now: Date },
): Promise<ViewLinks> {
  const document = await documentFacts(tx, documentId)
  const [kind, companyId] = document?.subject.split(':') ?? []
  if (!document || kind !== 'company' || !companyId) throw refuseDocument.noDocument()
  if (document.ownerId === viewer.personId) return linkDocument(tx, { documentId, viewer, purpose: 'own', now })
  if (!(await isAtWork(tx, companyId, viewer, now))) throw refuseDocument.noDocument()
  return linkDocument(tx, { documentId, viewer, purpose: 'company', now })
}
