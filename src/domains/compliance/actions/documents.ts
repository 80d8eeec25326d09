import { randomBytes, randomUUID } from 'node:crypto'
import { append } from '@/domains/log/actions'
import { sha256 } from '@/kit/digest'
import type { Tx } from '@/server/db'
import { seal, unseal } from '@/server/envelope'
import { inspectFile } from '@/server/file-content'
import type { Viewer } from '@/server/viewer'
import { accessTo } from '../queries/access'
import { mayRead, readerOf, refuseDocument, safeFileName } from '../rules/document'
import { type DocumentKind, type DocumentSubject, MAX_DOCUMENT_BYTES, MAX_DOCUMENTS } from '../schema'

/** Binds ciphertext to its row: content copied onto another row does not open. */
export const documentContext = (document: { id: string; ownerId: string }): string =>
  `document:${document.id}:${document.ownerId}`

/**
 * Takes a file of its owner's: type by content, at most 10 MB, encrypted with a data key of its own. Returns the document's id.
 * The caller has checked that the owner may add to the subject now.
 */
export async function storeDocument(
  tx: Tx,
  input: {
    ownerId: string
    subject: DocumentSubject
    kind: DocumentKind
    fileName: string
    bytes: Uint8Array
    now: Date
  },
): Promise<string> {
  if (input.bytes.length === 0) throw refuseDocument.empty()
  if (input.bytes.length > MAX_DOCUMENT_BYTES) throw refuseDocument.tooLarge()
  const file = await inspectFile(input.bytes)
  if (!file.ok) throw refuseDocument.unfit({ problem: file.problem })
  await assertRoom(tx, input.subject)

  const id = randomUUID()
  const digest = sha256(input.bytes).toString('hex')
  const salt = randomBytes(32).toString('hex')
  const { ciphertext, wrappedKey, keyId } = seal(input.bytes, documentContext({ id, ownerId: input.ownerId }))
  const fileName = safeFileName(input.fileName, file.type)
  const facts = { size: input.bytes.length, sha256: digest, salt, ciphertext, wrappedKey, keyId, storedAt: input.now }
  const { ownerId, subject, kind } = input
  await tx.document.create({ data: { id, ownerId, subject, kind, fileName, contentType: file.type, ...facts } })
  await append(tx, {
    type: 'compliance.documentStored',
    at: input.now,
    actorId: ownerId,
    subjects: [subject],
    facts: { document: id, commitment: sha256(`${salt}:${digest}`).toString('hex') },
  })
  return id
}

/** One counting at a time for a subject, so that parallel uploads cannot pass the limit together. */
async function assertRoom(tx: Tx, subject: string) {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`documents:${subject}`}, 0))`
  if ((await tx.document.count({ where: { subject, erasedAt: null } })) >= MAX_DOCUMENTS) throw refuseDocument.tooMany()
}

export type OpenedDocument = { fileName: string; contentType: string; bytes: Uint8Array }

/** Decrypts a document for somebody who may read it, and records that they did. To everybody else it does not exist. */
export async function openDocument(
  tx: Tx,
  { documentId, viewer, now }: { documentId: string; viewer: Viewer; now: Date },
): Promise<OpenedDocument> {
  const document = await tx.document.findUnique({ where: { id: documentId } })
  if (!document || !mayRead(document, readerOf(viewer), await accessTo(tx, document.subject, now)))
    throw refuseDocument.noDocument()
  const { ciphertext, wrappedKey, keyId, fileName, contentType, subject } = document
  if (!ciphertext || !wrappedKey || !keyId) throw refuseDocument.erased()
  await tx.documentView.create({ data: { documentId, viewerId: viewer.personId, at: now } })
  await append(tx, {
    type: 'compliance.documentViewed',
    at: now,
    actorId: viewer.personId,
    subjects: [subject],
    facts: { document: documentId },
  })
  return { fileName, contentType, bytes: unseal({ ciphertext, wrappedKey, keyId }, documentContext(document)) }
}

/**
 * Erases a document for good: without its data key no copy of the content can be read, in no backup either. The caller has
 * checked that it may go. Erasing twice changes nothing.
 */
export async function eraseDocument(
  tx: Tx,
  { documentId, actorId, now }: { documentId: string; actorId: string | null; now: Date },
): Promise<void> {
  const gone = { sha256: null, salt: null, ciphertext: null, wrappedKey: null, keyId: null }
  const [erased] = await tx.document.updateManyAndReturn({
    where: { id: documentId, erasedAt: null },
    data: { ...gone, fileName: '', erasedAt: now },
    select: { subject: true },
  })
  if (!erased) return
  await append(tx, {
    type: 'compliance.documentErased',
    at: now,
    actorId,
    subjects: [erased.subject],
    facts: { document: documentId },
  })
}
