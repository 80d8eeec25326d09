import type { Db } from '@/server/db'

/** The commitments to a project's raise that count under a regime, by the ids of their intents. */
export async function countedCommitments(db: Db, projectId: string): Promise<ReadonlySet<string>> {
  const where = { projectId, releasedAt: null }
  const rows = await db.limitEntry.findMany({ where, select: { intentId: true } })
  return new Set(rows.map(({ intentId }) => intentId))
}
