import { decisionsAbout } from '@/domains/identity/queries/decisions'
import { actsAbout } from '@/domains/log/queries'
import { comparisonRecords } from '@/domains/screening/queries/comparison'
import { documentRecords } from '@/domains/vault/queries/documents'
import type { CanonicalValue } from '@/kit/canonical-json'
import { digestOf } from '@/kit/digest'
import type { Db, Tx } from '@/server/db'
import { COMPANY_TABLE, refuse } from '../rules/case'
import { assertForeign, CHECK_LABELS } from '../rules/review'
import { companySubject, thresholdNow } from './data'

/** More than any company has: a pack tells everything or nothing. */
const MOST_ENTRIES = 5_000
const text = (at: Date | null): string | null => at?.toISOString() ?? null

/**
 * Everything that can be shown of a company without what was typed about it: states, times, who had to be verified, decisions, hashes
 * of documents, versions of the rules, log entries word for word. No name, no address, nothing that was written in words.
 */
export async function companyRecord(
  db: Db | Tx,
  { companyId, viewerId, now }: { companyId: string; viewerId: string; now: Date },
) {
  const subject = companySubject(companyId)
  const found = await db.companyCase.findUnique({
    where: { id: companyId },
    include: { parties: { orderBy: { ref: 'asc' } } },
  })
  if (!found) throw refuse.noCase()
  const partyIds = found.parties.flatMap(({ personId }) => personId ?? [])
  assertForeign({ ownerId: found.ownerId, partyIds, allowedIds: found.allowedIds }, viewerId)
  const [decisions, entries, documents, comparisons] = await Promise.all([
    decisionsAbout(db, subject),
    actsAbout(db, subject, MOST_ENTRIES),
    documentRecords(db, subject),
    comparisonRecords(db, subject),
  ])
  return {
    version: 1,
    exported: { by: viewerId, at: now.toISOString() },
    case: {
      ...{
        id: found.id,
        projectId: found.projectId,
        ownerId: found.ownerId,
        state: found.state,
        version: found.version,
      },
      ...{
        hold: found.hold,
        screening: found.screening,
        raiseOutcome: found.raiseOutcome,
        approvalId: found.approvalId,
      },
      ...{ startedAt: text(found.startedAt), submittedAt: text(found.submittedAt), settledAt: text(found.settledAt) },
      ...{ listedAt: text(found.listedAt), suspendedUntil: text(found.suspendedUntil), erasedAt: text(found.erasedAt) },
    },
    rules: {
      companyTable: digestOf(COMPANY_TABLE as CanonicalValue),
      checks: digestOf(CHECK_LABELS as CanonicalValue),
      ownerThresholdBps: (await thresholdNow(db, now)).toString(),
    },
    people: found.parties.map((party) => ({
      ...{ ref: party.ref, roles: party.roles, personId: party.personId, acceptedAt: text(party.acceptedAt) },
    })),
    comparisons,
    automatic: null,
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
}

export type CompanyRecord = Awaited<ReturnType<typeof companyRecord>>
