import type { Db } from '@/server/db'

/** Which of several commitments count under a regime, by the ids of their intents. */
export async function countedCommitments(db: Db, intentIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db.limitEntry.findMany({
    where: { intentId: { in: [...intentIds] }, releasedAt: null },
    select: { intentId: true },
  })
  return new Set(rows.map(({ intentId }) => intentId))
}
