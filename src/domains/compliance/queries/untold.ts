import type { Db } from '@/server/db'

const LOT = 500

/** Commitments that were counted under a regime and whose persons were not told yet, by the ids of their intents, the newest first. */
export async function untoldCommitments(db: Db): Promise<string[]> {
  const rows = await db.limitEntry.findMany({
    where: { toldAt: null, releasedAt: null },
    select: { intentId: true },
    orderBy: { at: 'desc' },
    take: LOT,
  })
  return [...new Set(rows.map(({ intentId }) => intentId))]
}
