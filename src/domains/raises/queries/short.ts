import { decodeRaise } from '@/chain/raise/accounts'
import { offerStanding } from '@/domains/companies/queries/standing'
import { type RegimeGap, regimesAsk } from '@/domains/compliance/queries/gaps'
import { regimesOn } from '@/domains/compliance/queries/protection'
import { raiseFactsOf } from '@/domains/projects/queries/by-raise'
import type { Db } from '@/server/db'
import { offerTermsOf } from '../rules/offer-terms'

/** A raise that lacks what a regime which is on asks for: its terms, which cannot change any more, or word of its owners. */
export type ShortRaise = { address: string; title: string; slug: string; closesAt: Date; gaps: RegimeGap[] }

/**
 * The raises that take money now or will, and lack what a regime which is on asks for: it was switched on after they were approved, or they
 * were approved in spite of it. The one that closes first at the top. One statement while no regime is on. Staff pages only.
 */
export async function shortRaises(db: Db, now: Date): Promise<ShortRaise[]> {
  if ((await regimesOn(db, now)).length === 0) return []
  const rows = await db.raise.findMany({
    where: { recognised: true, state: { in: ['draft', 'open'] }, closesAt: { gt: now } },
    orderBy: { closesAt: 'asc' },
    select: { address: true, account: true, closesAt: true },
  })
  const found: ShortRaise[] = []
  for (const { address, account, closesAt } of rows) {
    const facts = await raiseFactsOf(db, address)
    if (!facts) continue
    const { projectId, title, slug, paymentAsset: asset, publishedAt } = facts
    const { ownersAt } = await offerStanding(db, projectId)
    const terms = offerTermsOf(decodeRaise(account), { publishedAt, ownersAt })
    const { gaps } = await regimesAsk(db, { projectId, asset, terms, now })
    if (gaps.length > 0) found.push({ address, title, slug, closesAt, gaps })
  }
  return found
}
