import { append } from '@/domains/log/actions'
import type { Tx } from '@/server/db'
import { afterEvents, type DocumentEvent, isRefused, keyOf, partPurpose } from '../rules/document'
import type { DocumentState, Problem } from '../schema'
import { removeBytes } from './documents'
import { sealMany } from './keys'

export type Examination = {
  documentId: string
  /** The state in which the file was read. */
  from: DocumentState
  events: readonly DocumentEvent[]
  problem: Problem | null
  /** JPEG pages to look at; empty but for a file that went the whole way. */
  pages: readonly Uint8Array[]
  now: Date
}

/**
 * Writes down what an examination found. A refused file loses its bytes, a clean one gets its pages. When somebody else examined or
 * erased it meanwhile nothing is written. Returns the state as it is now.
 */
export async function settleExamination(tx: Tx, found: Examination): Promise<DocumentState> {
  const { documentId, from, events, problem, pages, now } = found
  await tx.$executeRaw`select from document where id = ${documentId}::uuid for update`
  const document = await tx.document.findUniqueOrThrow({ where: { id: documentId } })
  if (document.state !== from) return document.state
  const state = afterEvents(from, events)
  if (!state) throw new Error(`a document cannot go from ${from} by ${events.join(', ')}`)
  if (state === 'clean') await addPages(tx, documentId, pages)
  if (isRefused(state)) await removeBytes(tx, documentId, { actorId: null, now })
  await tx.document.update({
    where: { id: documentId },
    data: { state, problem, pages: state === 'clean' ? pages.length : 0, examinedAt: now },
  })
  if (state !== from)
    await append(tx, {
      type: 'vault.documentExamined',
      at: now,
      actorId: null,
      subjects: [document.subject],
      facts: { document: documentId, state },
    })
  return state
}

async function addPages(tx: Tx, documentId: string, pages: readonly Uint8Array[]): Promise<void> {
  const values = pages.map((bytes, n) => ({ subject: keyOf(documentId), purpose: partPurpose(n + 1), bytes }))
  const sealed = await sealMany(tx, values)
  await tx.documentObject.createMany({ data: sealed.map((part, n) => ({ documentId, part: n + 1, sealed: part })) })
}

/** Writes down that an examination broke off, so that others get their turn before the next one. */
export async function recordAttempt(tx: Tx, { documentId, now }: { documentId: string; now: Date }): Promise<void> {
  await tx.document.updateMany({ where: { id: documentId, erasedAt: null }, data: { examinedAt: now } })
}
