import { type Db, type Tx, units } from '@/server/db'
import type { Balance, Total } from './schema'

/** What accounts hold, asset by asset. An account that never moved anything is not in the answer. */
export async function balances(db: Db | Tx, accountIds: readonly string[]): Promise<Balance[]> {
  const ids = [...accountIds]
  const rows = await db.$queryRaw<{ account: string; asset: string; units: string }[]>`
    select account, asset, sum(units)::text as units from (
      select to_account as account, asset, units from transfer where to_account = any (${ids})
      union all
      select from_account, asset, -units from transfer where from_account = any (${ids})
    ) as moved group by account, asset order by account, asset`
  return rows.map(({ account, asset, units: sum }) => ({ account, asset, units: BigInt(sum) }))
}

/** What one account holds of one asset. */
export async function balanceOf(db: Db | Tx, account: string, asset: string): Promise<bigint> {
  const found = await balances(db, [account])
  return found.find((balance) => balance.asset === asset)?.units ?? 0n
}

/** What flowed in and out of all accounts whose id begins with `prefix`, for example `fee:`. */
export async function totals(db: Db | Tx, prefix: string): Promise<Total[]> {
  const pattern = `${prefix.replace(/[\\%_]/g, (character) => `\\${character}`)}%`
  const rows = await db.$queryRaw<{ asset: string; received: string; sent: string }[]>`
    select asset, sum(received)::text as received, sum(sent)::text as sent from (
      select asset, units as received, 0 as sent from transfer where to_account like ${pattern}
      union all
      select asset, 0, units from transfer where from_account like ${pattern}
    ) as moved group by asset order by asset`
  return rows.map(({ asset, received, sent }) => ({
    asset,
    received: BigInt(received),
    sent: BigInt(sent),
    balance: BigInt(received) - BigInt(sent),
  }))
}

/** An account's transfers, newest first, before `cursor` when given. `units` is below 0 for what went out. */
export async function entriesOf(
  db: Db | Tx,
  accountId: string,
  { cursor, take = 50 }: { cursor?: bigint; take?: number } = {},
) {
  const rows = await db.transfer.findMany({
    where: {
      OR: [{ fromAccount: accountId }, { toAccount: accountId }],
      ...(cursor !== undefined && { serial: { lt: cursor } }),
    },
    orderBy: { serial: 'desc' },
    take,
  })
  return rows.map((row) => ({
    serial: row.serial,
    cause: row.cause,
    asset: row.asset,
    at: row.at,
    other: row.fromAccount === accountId ? row.toAccount : row.fromAccount,
    units: row.fromAccount === accountId ? -units(row.units) : units(row.units),
    facts: row.facts,
  }))
}
