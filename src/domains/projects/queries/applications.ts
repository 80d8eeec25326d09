import { feeOf } from '@/domains/payments/queries'
import { documentsOf } from '@/domains/vault/queries/documents'
import type { CanonicalValue } from '@/kit/canonical-json'
import type { Db, Tx } from '@/server/db'
import { changesBetween } from '../rules/diff'
import { refuse } from '../rules/refusals'
import type { SectionName } from '../schema/content'
import type { Draft } from '../schema/draft'
import type { ReviewReason } from '../schema/review'
import { wholeContents } from './people'

/** A person's applications, the last touched first. */
export function applicationsOf(db: Db, ownerId: string) {
  return db.application.findMany({
    where: { ownerId },
    orderBy: { updatedAt: 'desc' },
    select: {
      ...{ id: true, title: true, state: true, version: true, updatedAt: true, submittedAt: true },
      listing: { select: { slug: true, state: true, saleMint: true, raiseAddress: true } },
    },
    take: 100,
  })
}

/** An application for its owner: everything typed, kept edits, versions, decisions. For anybody else it does not exist. */
export async function applicationFor(db: Db, applicationId: string, ownerId: string) {
  const application = await db.application.findFirst({
    where: { id: applicationId, ownerId },
    include: {
      sections: true,
      staleEdits: { orderBy: { at: 'asc' } },
      versions: { select: { number: true, submittedAt: true, digest: true }, orderBy: { number: 'desc' } },
      decisions: { where: { state: 'confirmed' }, orderBy: { decidedAt: 'desc' } },
      listing: { select: { slug: true, state: true, saleMint: true, termsHash: true, raiseAddress: true } },
    },
  })
  if (!application) throw refuse.missing()
  const { id, state, version, title, updatedAt, listing, versions, staleEdits } = application
  const sections = Object.fromEntries(
    application.sections.map(({ name, revision, value }) => [name, { revision, value }]),
  ) as unknown as { [Name in SectionName]: { revision: number; value: Draft[Name] } }
  const subject = `application:${id}`
  const [documents, fee] = await Promise.all([documentsOf(db, subject), feeOf(db, subject)])
  return {
    ...{ id, state, version, title, updatedAt, listing, versions, staleEdits, sections, documents, fee },
    decisions: application.decisions.map(readableDecision),
  }
}

/** A decision as the team reads it: never who took it, nor the scores. */
function readableDecision(decision: {
  outcome: string
  reasons: unknown
  message: string
  version: number
  decidedAt: Date | null
}) {
  const { outcome, message, version, decidedAt } = decision
  return { outcome, message, version, decidedAt, reasons: decision.reasons as ReviewReason[] }
}

/** What changed from one submitted version to the next, field by field. The caller has checked who asks. */
export async function versionChanges(db: Db | Tx, applicationId: string, number: number) {
  const rows = await db.applicationVersion.findMany({
    where: { applicationId, number: { in: [number - 1, number] } },
    orderBy: { number: 'asc' },
    select: { applicationId: true, number: true, content: true, people: true },
  })
  const whole = await wholeContents(db, rows)
  const [before, after] = whole.length === 2 ? whole : [undefined, whole[0]]
  if (!after) throw refuse.missing()
  return before ? changesBetween(before as unknown as CanonicalValue, after as unknown as CanonicalValue) : []
}

/** The same for the owner. */
export async function ownVersionChanges(db: Db, applicationId: string, ownerId: string, number: number) {
  const mine = await db.application.count({ where: { id: applicationId, ownerId } })
  if (mine === 0) throw refuse.missing()
  return versionChanges(db, applicationId, number)
}
