import { type Asset, KOII } from '@/kit/money'
import { after, DAY } from '@/kit/time'
import type { Db, Tx } from '@/server/db'
import { rowsOf, type Sql } from '@/server/sql'
import { IN_FLIGHT } from '../rules/intent'

const YEAR = 365 * DAY
/** Intents that moved money, may have, or still can. */
const COUNTED = [...IN_FLIGHT, 'finalized', 'lost'] as const

const OF_PEOPLE = {
  name: 'raises.committedInYear',
  text: `
    select person_id::text as person_id, coalesce(sum(amount), 0)::text as committed from intent
    where person_id = any ($1::uuid[]) and kind = 'commit' and asset_key = $2 and state::text = any ($3::text[]) and sent_at > $4
    group by person_id`,
}

/**
 * What several people committed in an asset within the last 365 days, over all raises; people who committed nothing are left out.
 * No commitment exists without our cosignature, and every cosignature belongs to an intent, so the intents know them all.
 */
export async function committedInYearBy(
  tx: Db | Tx | Sql,
  { personIds, asset, now }: { personIds: readonly string[]; asset: Asset; now: Date },
): Promise<Map<string, bigint>> {
  if (personIds.length === 0) return new Map()
  const values = [[...personIds], asset.mint ?? KOII.symbol, [...COUNTED], after(now, -YEAR)]
  const rows = await rowsOf<{ person_id: string; committed: string }>(tx, OF_PEOPLE, values)
  return new Map(rows.map(({ person_id, committed }) => [person_id, BigInt(committed)]))
}

/**
 * How many commitments this person ever sent. While the number stays, what was read of the limits after it holds: it is read before
 * the gate is asked and again, under the person's lock, when the intent is marked as sent.
 */
export const commitmentsSent = (db: Db | Tx, personId: string): Promise<number> =>
  db.intent.count({ where: { personId, kind: 'commit', sentAt: { not: null } } })

const HELD = {
  name: 'raises.heldByWallets',
  text: `
    select wallet, committed::text as committed from position
    where raise_address = $1 and wallet = any ($2::text[]) and state = 'open'`,
}

/** What these wallets held in a raise when it was last read, by wallet. */
export async function heldBy(
  tx: Db | Tx | Sql,
  raise: string,
  wallets: readonly string[],
): Promise<Map<string, bigint>> {
  if (wallets.length === 0) return new Map()
  const rows = await rowsOf<{ wallet: string; committed: string }>(tx, HELD, [raise, [...wallets]])
  return new Map(rows.map(({ wallet, committed }) => [wallet, BigInt(committed)]))
}

const BEFORE_GATE = {
  name: 'raises.beforeGate',
  text: `
    select exists (select from chain_dispute) as halted, (
      select coalesce(sum(amount), 0)::text from intent
      where person_id = any ($1::uuid[]) and kind = 'commit' and asset_key = $2 and state::text = any ($3::text[]) and sent_at > $4
    ) as committed`,
}

/** Of one person with all accounts what `committedInYearBy` knows, and whether crediting is halted; one statement for the gate. */
export async function beforeGate(
  db: Db,
  { personIds, asset, now }: { personIds: readonly string[]; asset: Asset; now: Date },
): Promise<{ halted: boolean; inYear: bigint }> {
  const values = [[...personIds], asset.mint ?? KOII.symbol, [...COUNTED], after(now, -YEAR)]
  const [row] = await rowsOf<{ halted: boolean; committed: string }>(db, BEFORE_GATE, values)
  return { halted: row!.halted, inYear: BigInt(row!.committed) }
}
