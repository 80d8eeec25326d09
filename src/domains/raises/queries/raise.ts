import { approvedTermsOf, projectByRaise, sidesOf } from '@/domains/projects/queries/public'
import type { Side } from '@/domains/projects/rules/review'
import type { Asset } from '@/kit/money'
import type { Db, Tx } from '@/server/db'

/** What people call a raise and its tokens, from its project's approved listing. */
export type RaiseFacts = {
  projectId: string
  slug: string
  title: string
  issuerPersonId: string
  paymentAsset: Asset
  saleAsset: Asset
}

/** The names of a raise; null when no listed project owns it. */
export async function raiseFactsOf(db: Db | Tx, raise: string): Promise<RaiseFacts | null> {
  const projectId = await projectByRaise(db, raise)
  const terms = projectId && (await approvedTermsOf(db, projectId))
  if (!terms) return null
  const { slug, title, issuerPersonId, paymentAsset, saleAsset } = terms
  return { projectId: terms.projectId, slug, title, issuerPersonId, paymentAsset, saleAsset }
}

/** Who a raise belongs to: the side of its project, and the wallet that made it on chain. `project`: of one that is not created yet. */
export async function sideOfRaise(db: Db | Tx, raise: string, project: string | null = null): Promise<Side> {
  const projectId = project ?? (await projectByRaise(db, raise))
  const [side] = projectId ? await sidesOf(db, [projectId]) : []
  const row = await db.raise.findUnique({ where: { address: raise }, select: { issuer: true } })
  return { ownerId: side?.ownerId ?? null, wallets: [...(side?.wallets ?? []), ...(row ? [row.issuer] : [])] }
}
