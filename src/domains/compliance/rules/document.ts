import type { DocumentSubject } from '../schema'
import { isAllowed } from './allowed'

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
export type CaseAccess = {
  holderId: string | null
  awaitsDecision: boolean
  proposedBy: string | null
  /** The staff who alone may open the case; empty for all of them. */
  allowedIds: readonly string[]
}

/**
 * Owners read their own documents. Staff read a verification's documents while they hold it, or as a checker (not the
 * proposer) while a proposal waits. Everybody else learns nothing, not even that it exists.
 */
export function mayRead(
  document: { ownerId: string; subject: string },
  reader: DocumentReader,
  access: CaseAccess | null,
): boolean {
  if (document.ownerId === reader.personId) return true
  if (!reader.secondFactor) return false
  if (!access || !reader.reviews || !isAllowed(access, reader.personId)) return false
  if (access.holderId === reader.personId) return true
  return access.awaitsDecision && reader.checks && access.proposedBy !== reader.personId
}

/** The id behind a document's subject, when it is of that kind. */
export const subjectId = (subject: string, kind: 'case' | 'application'): string | null =>
  subject.startsWith(`${kind}:`) ? subject.slice(kind.length + 1) : null

/** The subject of a case's documents. */
export const caseSubject = (caseId: string): DocumentSubject => `case:${caseId}`
