import type { CanonicalValue } from '@/kit/canonical-json'
import type { Db, Tx } from '@/server/db'
import { type Change, changesBetween } from '../rules/diff'

/** A change of a running raise's terms: what stood there and what stands there now, field by field. */
export type TermsChange = { changes: Change[]; at: Date }

/** What changed since somebody agreed to a project's terms; `number` is the program's version of them. Null when nothing did. */
export async function changeSince(db: Db | Tx, projectId: string, number: number): Promise<TermsChange | null> {
  const rows = await db.listingTerms.findMany({ where: { projectId }, orderBy: { number: 'desc' } })
  const [now, then] = [rows[0], rows.find((row) => row.number === number)]
  if (!now || !then || now.version === then.version) return null
  const [before, after] = await Promise.all([then, now].map(({ version }) => contentOf(db, projectId, version)))
  return { changes: changesBetween(before!, after!), at: now.at }
}

/** The newest change of a project's terms since its raise opened; null when they never changed. */
export async function lastChange(db: Db | Tx, projectId: string): Promise<TermsChange | null> {
  const [now] = await db.listingTerms.findMany({ where: { projectId }, orderBy: { number: 'desc' }, take: 1 })
  return now && now.number > 1 ? changeSince(db, projectId, now.number - 1) : null
}

/** Since when the terms that the program counts as `number` are a project's; null where that version was not taken over yet. */
export async function termsSince(db: Db | Tx, projectId: string, number: number): Promise<Date | null> {
  const row = await db.listingTerms.findUnique({ where: { projectId_number: { projectId, number } } })
  return row?.at ?? null
}

async function contentOf(db: Db | Tx, applicationId: string, number: number): Promise<CanonicalValue> {
  const key = { applicationId, number }
  const { content } = await db.applicationVersion.findUniqueOrThrow({ where: { applicationId_number: key } })
  return content as CanonicalValue
}

/** Changes that two people approved and that the chain does not show yet, for the follower. */
export const pendingChanges = (db: Db | Tx) =>
  db.listing.findMany({
    where: { pendingTermsHash: { not: null } },
    select: { projectId: true, raiseAddress: true, pendingTermsHash: true, slug: true },
  })
