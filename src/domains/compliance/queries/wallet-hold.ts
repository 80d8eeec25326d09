import { linkedAtOf } from '@/domains/identity/queries/wallets'
import { after, HOUR } from '@/kit/time'
import type { Db } from '@/server/db'

/** How long a wallet waits that was linked by somebody who was verified before (E15, a design): time to notice one that is not theirs. */
const WALLET_HOLD = 24 * HOUR

/**
 * Until when no commitment is made with a wallet; null when it waits for nothing. Whoever took over an account cannot invest under its
 * verification at once. `personIds` are all accounts of its owner: a second account is no way around it.
 */
export async function walletHeldUntil(
  db: Db,
  { wallet, personIds, now }: { wallet: string; personIds: readonly string[]; now: Date },
): Promise<Date | null> {
  const linkedAt = await linkedAtOf(db, wallet)
  const until = linkedAt && after(linkedAt, WALLET_HOLD)
  if (!linkedAt || !until || now >= until) return null
  const verified = { personId: { in: [...personIds] }, grantedAt: { lt: linkedAt } }
  return (await db.clearanceGrant.count({ where: verified })) > 0 ? until : null
}
