import { randomBytes, randomUUID } from 'node:crypto'
import { append } from '@/domains/log/actions'
import { sha256 } from '@/kit/digest'
import { after } from '@/kit/time'
import type { Tx } from '@/server/db'
import {
  keyOf,
  MAX_BYTES,
  NAME,
  nameKeyOf,
  objectKey,
  partPurpose,
  QUOTA,
  REFUSED,
  refuseDocument,
  safeFileName,
  sniffType,
  UPLOAD_WINDOW,
} from '../rules/document'
import type { Sealed, Subject } from '../schema'
import { sealMany, shred } from './keys'

export type Upload = {
  ownerId: string
  subject: Subject
  /** What the sender says it is; the vault only keeps the word. */
  kind: string
  fileName: string
  bytes: Uint8Array
  now: Date
}

/**
 * Takes a file of its owner's into quarantine, sealed; nobody sees it before it was examined. Returns the document's id. Refuses
 * what is empty, too large or over the subject's quota. The caller has checked that the owner may add to the subject now.
 */
export async function storeDocument(tx: Tx, input: Upload): Promise<string> {
  const { ownerId, subject, kind, bytes, now } = input
  const type = sniffType(bytes)
  if (bytes.length === 0) throw refuseDocument.empty()
  if (bytes.length > MAX_BYTES) throw refuseDocument.tooLarge()
  await assertRoom(tx, subject, bytes.length, now)
  const id = randomUUID()
  const digest = sha256(bytes).toString('hex')
  const salt = randomBytes(32).toString('hex')
  const facts = {
    contentType: type ?? 'application/octet-stream',
    size: bytes.length,
    sha256: digest,
    salt,
    storedAt: now,
  }
  const name = Buffer.from(safeFileName(input.fileName))
  const [sealed, sealedName] = (await sealMany(tx, [
    { subject: keyOf(id), purpose: partPurpose(0), bytes },
    { subject: nameKeyOf(id), purpose: NAME, bytes: name },
  ])) as [Sealed, Sealed]
  await tx.document.create({ data: { id, ownerId, subject, kind, sealedName, ...facts } })
  await tx.documentObject.create({ data: { documentId: id, part: 0, sealed } })
  await append(tx, {
    type: 'vault.documentStored',
    at: now,
    actorId: ownerId,
    subjects: [subject],
    facts: { document: id, commitment: sha256(`${salt}:${digest}`).toString('hex') },
  })
  return id
}

/** One counting at a time for a subject, so that parallel uploads cannot pass a limit together. */
async function assertRoom(tx: Tx, subject: string, size: number, now: Date): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`documents:${subject}`}, 0))`
  const here = { subject, erasedAt: null, state: { notIn: [...REFUSED] } }
  const kept = await tx.document.aggregate({ where: here, _count: true, _sum: { size: true } })
  const lately = await tx.document.count({ where: { subject, storedAt: { gt: after(now, -UPLOAD_WINDOW) } } })
  if (kept._count >= QUOTA.files) throw refuseDocument.tooMany()
  if ((kept._sum.size ?? 0) + size > QUOTA.bytes) throw refuseDocument.tooMuch()
  if (lately >= QUOTA.uploadsAnHour) throw refuseDocument.tooOften()
}

/**
 * Erases a document for good: without its data key no copy of the content can be read, in no backup either. The caller has
 * checked that it may go. Erasing twice changes nothing.
 */
export async function eraseDocument(
  tx: Tx,
  { documentId, actorId, now }: { documentId: string; actorId: string | null; now: Date },
): Promise<void> {
  const [erased] = await tx.document.updateManyAndReturn({
    where: { id: documentId, erasedAt: null },
    data: {
      sha256: null,
      salt: null,
      fileName: '',
      sealedName: null,
      problem: null,
      pages: 0,
      state: 'shredded',
      erasedAt: now,
    },
    select: { subject: true },
  })
  if (!erased) return
  await removeBytes(tx, documentId, { actorId, now })
  await shred(tx, { subject: nameKeyOf(documentId), actorId, now })
  await append(tx, {
    type: 'vault.documentErased',
    at: now,
    actorId,
    subjects: [erased.subject],
    facts: { document: documentId },
  })
}

/** Takes away a document's bytes, wherever they lie, and the key that opened them. */
export async function removeBytes(
  tx: Tx,
  documentId: string,
  { actorId, now }: { actorId: string | null; now: Date },
): Promise<void> {
  const outside = await tx.documentObject.findMany({ where: { documentId, sealed: null }, select: { part: true } })
  await tx.documentObject.deleteMany({ where: { documentId } })
  await tx.documentOldForm.deleteMany({ where: { documentId } })
  await tx.objectRemoval.createMany({
    data: outside.map(({ part }) => ({ key: objectKey(documentId, part), askedAt: now })),
    skipDuplicates: true,
  })
  await tx.viewLink.deleteMany({ where: { documentId } })
  await shred(tx, { subject: keyOf(documentId), actorId, now })
}

/** Erases every document of a subject. */
export async function eraseDocumentsOf(
  tx: Tx,
  { subject, actorId, now }: { subject: Subject; actorId: string | null; now: Date },
): Promise<void> {
  const documents = await tx.document.findMany({ where: { subject, erasedAt: null }, select: { id: true } })
  for (const { id } of documents) await eraseDocument(tx, { documentId: id, actorId, now })
}
