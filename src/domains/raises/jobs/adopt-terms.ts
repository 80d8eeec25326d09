import { adoptTerms } from '@/domains/projects/actions/listing'
import { raiseFactsOf } from '@/domains/projects/queries/by-raise'
import { pendingChanges } from '@/domains/projects/queries/terms'
import { KOII } from '@/kit/money'
import type { Db } from '@/server/db'
import { askToReconfirm } from '../actions/reconfirm'

/** Shows changed terms once the mirror has them, and asks everybody whose money counts only with a new yes. */
export async function adoptChangedTerms(db: Db, { site, now }: { site: string; now: Date }): Promise<void> {
  for (const { projectId, raiseAddress, pendingTermsHash } of await pendingChanges(db)) {
    if (!raiseAddress || !pendingTermsHash) continue
    const where = { address: raiseAddress, termsHash: pendingTermsHash, recognised: true }
    const raise = await db.raise.findFirst({ where, select: { termsVersion: true, settleAfter: true } })
    if (!raise) continue
    const { termsVersion: terms, settleAfter } = raise
    await db.$transaction(async (tx) => {
      if (!(await adoptTerms(tx, { projectId, termsHash: pendingTermsHash, number: terms, now }))) return
      const facts = await raiseFactsOf(tx, raiseAddress)
      const named = { asset: facts?.paymentAsset ?? KOII, title: facts?.title ?? 'a raise' }
      await askToReconfirm(tx, { projectId, raiseAddress, terms, settleAfter, ...named, site, now })
    })
  }
}
