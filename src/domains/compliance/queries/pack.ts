import { decisionsAbout } from '@/domains/identity/queries/decisions'
import { actsAbout } from '@/domains/log/queries'
import { comparisonRecords } from '@/domains/screening/queries/comparison'
import { documentRecords } from '@/domains/vault/queries/documents'
import type { CanonicalValue } from '@/kit/canonical-json'
import { digestOf } from '@/kit/digest'
import type { Db, Tx } from '@/server/db'
import { CASE_TABLE, refuse } from '../rules/case'
import { CHECK_ERRORS } from '../rules/check'
import { caseSubject } from '../rules/document'
import { assertForeign } from '../rules/review'
import { countryList } from './dated'

/** More than any case has: a pack tells everything or nothing. */
const MOST_ENTRIES = 5_000
const text = (at: Date | null): string | null => at?.toISOString() ?? null

/**
 * Everything that can be shown of a case without its person: states, times, findings, decisions, hashes of documents, versions of
 * the rules, comparisons with the files of the lists, log entries word for word. No name, no date of birth, no number, nothing that was written in words.
 */
export async function caseRecord(
  db: Db | Tx,
  { caseId, viewerId, now }: { caseId: string; viewerId: string; now: Date },
) {
  const subject = caseSubject(caseId)
  const found = await db.verificationCase.findUnique({
    where: { id: caseId },
    include: { checks: { orderBy: { attempt: 'asc' } }, automatic: true, clearance: true },
  })
  if (!found) throw refuse.noCase()
  assertForeign(found, viewerId)
  const [decisions, entries, documents, countries, comparisons] = await Promise.all([
    decisionsAbout(db, subject),
    actsAbout(db, subject, MOST_ENTRIES),
    documentRecords(db, subject),
    countryList(db),
    comparisonRecords(db, `person:${found.personId}`),
  ])
  const record = {
    version: 1,
    exported: { by: viewerId, at: now.toISOString() },
    case: {
      ...{ id: found.id, personId: found.personId, state: found.state, version: found.version, route: found.route },
      ...{ hold: found.hold, priority: found.priority, attempts: found.attempts, screening: found.screening },
      ...{ startedAt: text(found.startedAt), submittedAt: text(found.submittedAt), settledAt: text(found.settledAt) },
      ...{ appealedAt: text(found.appealedAt), erasedAt: text(found.erasedAt), screenedAt: text(found.screenedAt) },
      ...{ nextReviewAt: text(found.nextReviewAt), clearedUntil: text(found.clearance?.until ?? null) },
      risk: found.risk as CanonicalValue,
    },
    rules: {
      caseTable: digestOf(CASE_TABLE as CanonicalValue),
      checkErrors: digestOf(CHECK_ERRORS as unknown as CanonicalValue),
      countriesAsOf: countries.asOf,
    },
    checks: found.checks.map((check) => ({
      ...{ attempt: check.attempt, state: check.state, error: check.error, reportId: check.reportId },
      ...{ openedAt: text(check.openedAt), settledAt: text(check.settledAt) },
      findings: check.findings as CanonicalValue,
    })),
    comparisons,
    automatic: found.automatic && {
      conditions: found.automatic.conditions as CanonicalValue,
      at: text(found.automatic.at),
    },
    decisions: decisions.map((decision) => ({
      ...{ id: decision.id, kind: decision.kind, state: decision.state, content: decision.content as CanonicalValue },
      ...{ makerId: decision.makerId, madeAt: text(decision.madeAt), expiresAt: text(decision.expiresAt) },
      ...{ checkerId: decision.checkerId, decidedAt: text(decision.decidedAt) },
      reviewedDigest: decision.reviewedDigest,
    })),
    documents: documents.map((document) => ({
      ...{ id: document.id, kind: document.kind, contentType: document.contentType, size: document.size },
      ...{ sha256: document.sha256, storedAt: text(document.storedAt), erasedAt: text(document.erasedAt) },
    })),
    log: entries.toReversed().map(({ body, hash }) => ({ body, hash })),
  }
  return record
}

export type CaseRecord = Awaited<ReturnType<typeof caseRecord>>
