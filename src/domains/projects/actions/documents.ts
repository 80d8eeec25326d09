import { eraseDocument, storeDocument } from '@/domains/compliance/actions/documents'
import { documentsOf } from '@/domains/compliance/queries'
import type { DocumentKind } from '@/domains/compliance/schema'
import type { Tx } from '@/server/db'
import type { Viewer } from '@/server/viewer'
import { isEditable, STATE_WORDS } from '../rules/application'
import { refuse } from '../rules/refusals'
import { lockOwnApplication } from './application'

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
