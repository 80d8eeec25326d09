import type { Db, Tx } from '@/server/db'

/** The project at an address of the public list, with whose it is and who of the staff decided on it; null for none. */
export async function deciders(db: Db | Tx, slug: string): Promise<{ projectId: string; people: string[] } | null> {
  const listing = await db.listing.findUnique({ where: { slug }, select: { projectId: true, issuerId: true } })
  if (!listing) return null
  const decisions = await db.reviewDecision.findMany({
    where: { applicationId: listing.projectId },
    select: { proposedBy: true, decidedBy: true },
  })
  const judges = decisions.flatMap(({ proposedBy, decidedBy }) => [proposedBy, ...(decidedBy ? [decidedBy] : [])])
  return { projectId: listing.projectId, people: [...new Set([listing.issuerId, ...judges])] }
}
