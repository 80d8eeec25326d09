import { refusals } from '@/kit/refusal'
import { type DocumentSubject, MAX_DOCUMENTS } from '../schema'

export const refuseDocument = refusals('compliance', {
  noDocument: { kind: 'missing', message: () => 'There is no such document.' },
  erased: { kind: 'missing', message: () => 'This document was erased.' },
  tooLarge: { kind: 'invalid', field: 'file', message: () => 'A document has at most 10 MB. Send a smaller file.' },
  empty: { kind: 'invalid', field: 'file', message: () => 'The file is empty.' },
  unfit: { kind: 'invalid', field: 'file', message: (c: { problem: string }) => c.problem },
  tooMany: {
    kind: 'conflict',
    field: 'file',
    message: () => `At most ${MAX_DOCUMENTS} documents. Remove one first.`,
  },
})

/**
 * A file name that is safe to show and to send in a header: the last part of a path, letters, digits and a few signs,
 * 100 characters, with the ending that the content asks for.
 */
export function safeFileName(name: string, contentType: string): string {
  const ending = ENDINGS[contentType] ?? 'bin'
  const last = name.normalize('NFC').split(/[\\/]/).at(-1) ?? ''
  const stem = last
    .replace(/\.[^.]*$/, '')
    .replace(/[^\p{L}\p{N} _-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return `${[...stem].slice(0, 100).join('').trim() || 'document'}.${ending}`
}

const ENDINGS: Record<string, string> = { 'image/jpeg': 'jpg', 'image/png': 'png', 'application/pdf': 'pdf' }

/** Who asks to see a document: who they are, whether a second factor was shown, and whether they may review. */
export type DocumentReader = { personId: string; reviews: boolean; checks: boolean; secondFactor: boolean }

/** A viewer as a reader of documents. */
export const readerOf = (viewer: {
  personId: string
  roles: readonly string[]
  secondFactorAt: Date | null
}): DocumentReader => ({
  personId: viewer.personId,
  reviews: viewer.roles.some((role) => role === 'reviewer' || role === 'checker'),
  checks: viewer.roles.includes('checker'),
  secondFactor: viewer.secondFactorAt !== null,
})

/** The state of the case behind a document, as far as reading it is concerned. */
export type CaseAccess = { holderId: string | null; awaitsDecision: boolean; proposedBy: string | null }

/**
 * Owners read their own documents. Staff read a verification's documents while they hold it, or as a checker (not the
 * proposer) while a proposal waits; an application's documents as reviewers. Everybody else learns nothing, not even that it exists.
 */
export function mayRead(
  document: { ownerId: string; subject: string },
  reader: DocumentReader,
  access: CaseAccess | null,
): boolean {
  if (document.ownerId === reader.personId) return true
  if (!reader.secondFactor) return false
  if (document.subject.startsWith('application:')) return reader.reviews
  if (!access || !reader.reviews) return false
  if (access.holderId === reader.personId) return true
  return access.awaitsDecision && reader.checks && access.proposedBy !== reader.personId
}

/** The id behind a document's subject, when it is of that kind. */
export const subjectId = (subject: string, kind: 'case' | 'application'): string | null =>
  subject.startsWith(`${kind}:`) ? subject.slice(kind.length + 1) : null

/** The subject of a case's documents. */
export const caseSubject = (caseId: string): DocumentSubject => `case:${caseId}`
