import { decodeRaise } from '@/chain/raise/accounts'
import { frozenRaises } from '@/domains/projects/queries/frozen'
import { type Db, type Tx, units } from '@/server/db'
import type { CrankRaise } from '../rules/crank'
import { isHalted } from './followed'

/** Every raise of ours that lives, with its open positions, as the mirror has them. */
export async function crankableRaises(db: Db | Tx): Promise<CrankRaise[]> {
  const raises = await db.raise.findMany({
    where: { recognised: true, closedAt: null },
    select: {
      ...{ address: true, account: true, saleVault: true },
      positions: {
        where: { state: 'open' },
        select: {
          ...{ address: true, wallet: true, committed: true, termsVersion: true },
          ...{ excessPaid: true, unwound: true, delivered: true, held: true },
        },
      },
    },
  })
  return raises.map(({ address, account, saleVault, positions }) => ({
    ...{ address, raise: decodeRaise(account), saleVault: units(saleVault) },
    positions: positions.map((position) => ({
      ...position,
      committed: units(position.committed),
      delivered: units(position.delivered),
    })),
  }))
}

/** The items that wait because they failed, at this moment. */
export async function delayedCranks(db: Db | Tx, now: Date): Promise<Set<string>> {
  const rows = await db.crankDelay.findMany({ where: { retryAt: { gt: now } }, select: { item: true } })
  return new Set(rows.map(({ item }) => item))
}

/** The raises of which nothing may be released now: their books and the chain differ, or their project's fee is disputed. Null: none, as the nodes cannot be believed. */
export async function unreleasable(db: Db | Tx): Promise<ReadonlySet<string> | null> {
  if (await isHalted(db)) return null
  const rows = await db.reconciliation.findMany({ where: { ok: false }, select: { raiseAddress: true } })
  return new Set([...rows.map(({ raiseAddress }) => raiseAddress), ...(await frozenRaises(db))])
}
