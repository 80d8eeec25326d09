import { projectByRaise, sidesOf } from '@/domains/projects/queries/public'
import type { Side } from '@/domains/projects/rules/review'
import type { Db, Tx } from '@/server/db'

/** Who a raise belongs to: the side of its project, and the wallet that made it on chain. `project`: of one that is not created yet. */
export async function sideOfRaise(db: Db | Tx, raise: string, project: string | null = null): Promise<Side> {
  const projectId = project ?? (await projectByRaise(db, raise))
  const [side] = projectId ? await sidesOf(db, [projectId]) : []
  const row = await db.raise.findUnique({ where: { address: raise }, select: { issuer: true } })
  return { ownerId: side?.ownerId ?? null, wallets: [...(side?.wallets ?? []), ...(row ? [row.issuer] : [])] }
}
