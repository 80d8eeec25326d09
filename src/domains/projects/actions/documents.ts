import type { DocumentKind } from '@/domains/compliance/schema'
import { eraseDocument, storeDocument } from '@/domains/vault/actions/documents'
import { linkDocument, type ViewLinks } from '@/domains/vault/actions/views'
import { documentFacts, documentsOf } from '@/domains/vault/queries/documents'
import { refuseDocument } from '@/domains/vault/rules/document'
import type { Tx } from '@/server/db'
import { assertSteppedUp } from '@/server/step-up'
import { hasRole, type Viewer } from '@/server/viewer'
import { isEditable, STATE_WORDS } from '../rules/application'
import { sideOf } from '../rules/examine'
import { refuse } from '../rules/refusals'
import { assigneeAt, checkIndependence } from '../rules/review'
import { currentVersion, lockOwnApplication } from './application'

type Act = { applicationId: string; viewer: Viewer; now: Date }
export type Upload = { kind: DocumentKind; fileName: string; bytes: Uint8Array }

async function lockEditable(tx: Tx, { applicationId, viewer }: Act) {
  const application = await lockOwnApplication(tx, applicationId, viewer)
  if (!isEditable(application.state)) throw refuse.locked({ state: STATE_WORDS[application.state] })
}

/** Adds a document to an application that may be edited; it is encrypted at once. */
export async function addDocument(tx: Tx, act: Act & Upload): Promise<{ documentId: string }> {
  await lockEditable(tx, act)
  const { applicationId, viewer, now, kind, fileName, bytes } = act
  const subject = `application:${applicationId}` as const
  return { documentId: await storeDocument(tx, { ownerId: viewer.personId, subject, kind, fileName, bytes, now }) }
}

/** Removes a document from an application that may be edited. One that an earlier version names is erased all the same. */
export async function removeDocument(tx: Tx, act: Act & { documentId: string }): Promise<void> {
  await lockEditable(tx, act)
  const documents = await documentsOf(tx, `application:${act.applicationId}`)
  if (!documents.some(({ id }) => id === act.documentId)) throw refuse.missing()
  await eraseDocument(tx, { documentId: act.documentId, actorId: act.viewer.personId, now: act.now })
}

/**
 * Makes the ways to an application's document: for its owner, for the reviewer who holds the application, and for a checker (not the
 * proposer) while a proposal waits. Nobody of the project's side reads it as staff; to everybody else it does not exist.
 */
export async function openDocument(
  tx: Tx,
  { documentId, viewer, now }: { documentId: string; viewer: Viewer; now: Date },
): Promise<ViewLinks> {
  const document = await documentFacts(tx, documentId)
  const [kind, applicationId] = document?.subject.split(':') ?? []
  if (!document || kind !== 'application' || !applicationId) throw refuseDocument.noDocument()
  if (document.ownerId === viewer.personId) return linkDocument(tx, { documentId, viewer, purpose: 'own', now })
  if (!(await isAtWork(tx, { applicationId, viewer, now }))) throw refuseDocument.noDocument()
  assertSteppedUp(viewer, 'projects.openDocument')
  return linkDocument(tx, { documentId, viewer, purpose: 'application', now })
}

async function isAtWork(tx: Tx, { applicationId, viewer, now }: Act): Promise<boolean> {
  if (!viewer.secondFactorAt || !hasRole(viewer, 'reviewer', 'checker')) return false
  const application = await tx.application.findUnique({
    where: { id: applicationId },
    include: { decisions: { where: { state: 'open' }, select: { proposedBy: true } } },
  })
  if (!application || application.version === 0) return false
  const version = await currentVersion(tx, application)
  checkIndependence(viewer, sideOf(application.ownerId, version.content))
  if (assigneeAt(application, now) === viewer.personId) return true
  const [open] = application.decisions
  return hasRole(viewer, 'checker') && application.state === 'proposed' && open?.proposedBy !== viewer.personId
}
