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

const SENT = {
  name: 'raises.commitmentsSent',
  text: "select count(*)::int as sent from intent where person_id = $1::uuid and kind = 'commit' and sent_at is not null",
}

/**
 * How many commitments this person ever sent. While the number stays, what was read of the limits after it holds: it is read before
 * the gate is asked and again, under the person's lock, when the intent is marked as sent.
 */
export async function commitmentsSent(db: Db | Tx, personId: string): Promise<number> {
  const [row] = await rowsOf<{ sent: number }>(db, SENT, [personId])
  return row!.sent
}

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

const STANDING = {
  name: 'raises.beforeSending',
  text: `
    select (select count(*)::int from intent where person_id = $1::uuid and kind = 'commit' and sent_at is not null) as commitments,
      exists (
        select from intent where person_id = $1::uuid and kind::text = $2 and state::text = any ($5::text[])
          and raise_address is not distinct from $3 and project_id is not distinct from $4::uuid
          and list_address is not distinct from $8
      ) or exists (
        select from intent where list_address = $8 and kind::text = $2 and kind::text = 'pay_pool' and state::text = any ($5::text[])
      ) as in_flight,
      exists (
        select from intent where list_address = $8 and kind::text = $2 and kind::text = 'pay_pool' and state::text = 'finalized'
          and sent_at >= (select prepared_at from intent where id = $6::uuid)
      ) as paid,
      exists (select from intent where signature = $7 and id is distinct from $6::uuid) as known`,
}

/** An act of a person; `id` and `signature` once it is about to be sent. */
type Act = {
  personId: string
  kind: string
  raiseAddress: string | null
  projectId: string | null
  listAddress: string | null
  id?: string
  signature?: string | null
}

/**
 * What stands between an act and the chain, in one statement: how many commitments the person ever sent, whether another
 * transaction of the same kind is on its way (of anybody's, for the pool of a round), whether such a pool was paid since this act was
 * prepared, and whether another intent has this signature.
 */
export async function beforeSending(
  tx: Tx,
  { personId, kind, raiseAddress, projectId, listAddress, id, signature }: Act,
): Promise<{ commitments: number; inFlight: boolean; paid: boolean; known: boolean }> {
  const values = [personId, kind, raiseAddress, projectId, [...IN_FLIGHT], id ?? null, signature ?? null, listAddress]
  const [row] = await rowsOf<{ commitments: number; in_flight: boolean; paid: boolean; known: boolean }>(
    tx,
    STANDING,
    values,
  )
  return { commitments: row!.commitments, inFlight: row!.in_flight, paid: row!.paid, known: row!.known }
}
