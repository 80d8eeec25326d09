import { type Asset, KOII } from '@/kit/money'
import { after, DAY } from '@/kit/time'
import { type Db, type Tx, units } from '@/server/db'
import { IN_FLIGHT } from '../rules/intent'

const YEAR = 365 * DAY

/**
 * What a person committed in an asset within the last 365 days, over all raises. No commitment exists without our
 * cosignature, and every cosignature belongs to an intent, so the intents know them all.
 */
export async function committedInYear(
  db: Db | Tx,
  { personId, asset, now }: { personId: string; asset: Asset; now: Date },
): Promise<bigint> {
  const { _sum } = await db.intent.aggregate({
    where: {
      ...{ personId, kind: 'commit', assetKey: asset.mint ?? KOII.symbol },
      state: { in: [...IN_FLIGHT, 'finalized', 'lost'] },
      sentAt: { gt: after(now, -YEAR) },
    },
    _sum: { amount: true },
  })
  return _sum.amount === null ? 0n : units(_sum.amount)
}
