import { after } from '@/kit/time'
import type { Db, Tx } from '@/server/db'
import { NAME, nameKeyOf, REFUSED, UNEXAMINED } from '../rules/document'
import type { Problem } from '../schema'
import { openMany } from './keys'

type Named = { id: string; fileName: string; sealedName: Uint8Array | null }

/** The same documents with what their senders call them in the clear, however many, in two statements at most; '' where it was erased. */
export async function withNames<D extends Named>(
  db: Db | Tx,
  documents: readonly D[],
): Promise<(Omit<D, 'sealedName'> & { fileName: string })[]> {
  const sealed = documents.flatMap(({ id, sealedName }) =>
    sealedName ? [{ id, subject: nameKeyOf(id), purpose: NAME, sealed: sealedName }] : [],
  )
  const opened = sealed.length === 0 ? [] : await openMany(db, sealed)
  const names = new Map(sealed.map(({ id }, n) => [id, opened[n]?.toString('utf8') ?? '']))
  return documents.map(({ sealedName: _, ...document }) => ({
    ...document,
    fileName: names.get(document.id) ?? document.fileName,
  }))
}

/** What is known of documents without opening them, oldest first; refused ones with their problem. Erased ones are left out. */
export async function documentsOf(db: Db | Tx, subject: string) {
  const documents = await db.document.findMany({
    where: { subject, erasedAt: null },
    select: {
      ...{ id: true, ownerId: true, kind: true, contentType: true, size: true, storedAt: true },
      ...{ fileName: true, sealedName: true, state: true, problem: true, pages: true, sha256: true },
    },
    orderBy: [{ storedAt: 'asc' }, { id: 'asc' }],
  })
  return (await withNames(db, documents)).map(({ problem, ownerId: _, sha256: __, ...document }) => ({
    ...document,
    problem: problem as Problem | null,
  }))
}

/** Every document that a subject ever had, with its digest, also what was refused or erased; for records. */
export const documentRecords = (db: Db | Tx, subject: string) =>
  db.document.findMany({ where: { subject }, orderBy: { id: 'asc' } })

/** The documents that count as evidence: neither refused nor erased, by what they say of themselves and the digest of their bytes. */
export function evidenceOf(db: Db | Tx, subject: string) {
  return db.document.findMany({
    where: { subject, erasedAt: null, state: { notIn: [...REFUSED] } },
    select: { id: true, kind: true, sha256: true },
    orderBy: { id: 'asc' },
  })
}

/** Whether every document of a subject that was not refused has been examined and may be looked at. */
export async function allClean(db: Db | Tx, subject: string): Promise<boolean> {
  const open = { subject, erasedAt: null, state: { notIn: [...REFUSED, 'clean' as const] } }
  return (await db.document.count({ where: open })) === 0
}

/** Whose a document is, what it belongs to and how far it came; null for none. */
export function documentFacts(db: Db | Tx, documentId: string) {
  return db.document.findUnique({
    where: { id: documentId },
    select: { ownerId: true, subject: true, state: true, problem: true, storedAt: true, erasedAt: true },
  })
}

/** What an examination needs; null when the document is not there or has been examined. */
export async function toExamine(db: Db | Tx, documentId: string) {
  const found = await db.document.findFirst({
    where: { id: documentId, state: { in: [...UNEXAMINED] } },
    select: { id: true, state: true, fileName: true, sealedName: true },
  })
  return found && (await withNames(db, [found]))[0]!
}

/** Ids of documents that wait although nobody is at them: left over by a process that ended, or by a scanner that was away. */
export async function waitingDocuments(db: Db, now: Date, waited: number, take = 10): Promise<string[]> {
  const before = { lt: after(now, -waited) }
  const rows = await db.document.findMany({
    where: {
      OR: [
        { state: 'quarantined', storedAt: before, examinedAt: null, objects: { some: {} } },
        { state: 'quarantined', examinedAt: before, objects: { some: {} } },
        { state: 'scan_error', examinedAt: before },
      ],
    },
    select: { id: true },
    orderBy: [{ examinedAt: { sort: 'asc', nulls: 'first' } }, { storedAt: 'asc' }],
    take,
  })
  return rows.map(({ id }) => id)
}

/** One part as it is kept: sealed bytes, or null when they lie in the object store. Undefined when there is no such part. */
export async function sealedPart(db: Db | Tx, documentId: string, part: number) {
  const found = await db.documentObject.findUnique({ where: { documentId_part: { documentId, part } } })
  return found ? found.sealed : undefined
}

/** Parts that lie in the database although a store is configured. */
export function partsHere(db: Db, take = 20) {
  return db.documentObject.findMany({
    where: { sealed: { not: null }, document: { state: { notIn: [...UNEXAMINED] } } },
    take,
  })
}

/** Objects that are to vanish from the store, oldest first. */
export function removals(db: Db, take = 100) {
  return db.objectRemoval.findMany({ orderBy: { askedAt: 'asc' }, take })
}

/** Tombstones of which no copy lies outside the database yet. */
export async function unkeptTombstones(db: Db, take = 500): Promise<string[]> {
  const rows = await db.vaultTombstone.findMany({ where: { keptAt: null }, select: { mac: true }, take })
  return rows.map(({ mac }) => mac)
}

/** How many documents the scanner did not answer for. */
export const unscanned = (db: Db): Promise<number> => db.document.count({ where: { state: 'scan_error' } })
