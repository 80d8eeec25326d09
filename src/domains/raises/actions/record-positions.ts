import type { Tx } from '@/server/db'
import type { PositionChange } from '../rules/booking'
import { positionColumns } from '../rules/mirror'

export type PositionRecord = {
  raiseAddress: string
  slot: bigint
  now: Date
  changes: readonly PositionChange[]
  /** By wallet; wallets that nobody signed in with are left out. */
  people?: ReadonlyMap<string, string>
  /** What the gate would have refused, by position; positions that are not in it keep what they have. */
  flags?: ReadonlyMap<string, readonly string[]>
}

/** Writes what became of positions: those on chain with all their columns, vanished ones with their end alone. */
export async function recordPositions(
  tx: Tx,
  { raiseAddress, slot, now, changes, people, flags }: PositionRecord,
): Promise<void> {
  const rows = changes.map((change) => ({
    ...(change.reading && positionColumns(change.reading)),
    ...{ address: change.address, wallet: change.wallet, state: change.state },
    returned: change.returned.toString(),
    delivered: change.delivered.toString(),
    booked_payment: change.bookedPayment.toString(),
    booked_tokens: change.bookedTokens.toString(),
    person_id: people?.get(change.wallet) ?? null,
    flags: flags?.get(change.address) ?? null,
  }))
  const present = rows.filter((_, index) => changes[index]!.reading)
  const gone = rows.filter((_, index) => !changes[index]!.reading)
  if (present.length > 0) await upsertPresent(tx, JSON.stringify(present), { raiseAddress, slot, now })
  if (gone.length > 0) await endGone(tx, JSON.stringify(gone), { slot, now })
}

type Place = { raiseAddress: string; slot: bigint; now: Date }

/** One statement however many positions there are. A row whose sequence did not change is left as it is. */
async function upsertPresent(tx: Tx, rows: string, { raiseAddress, slot, now }: Place): Promise<void> {
  await tx.$executeRaw`
    insert into position as p (address, raise_address, wallet, person_id, state, committed, fresh, fresh_until, terms_version, accepted,
      excess_paid, returned, delivered, deposit, sequence, booked_payment, booked_tokens, flags, opened_at, changed_at, slot)
    select r.address, ${raiseAddress}, r.wallet, r.person_id, r.state::"PositionState", r.committed, r.fresh, r.fresh_until, r.terms_version,
      r.accepted, r.excess_paid, r.returned, r.delivered, r.deposit, r.sequence, r.booked_payment, r.booked_tokens,
      array(select jsonb_array_elements_text(nullif(r.flags, 'null'))),
      ${now}, ${now}, ${slot}
    from jsonb_to_recordset(${rows}::jsonb) as r (address text, wallet text, person_id uuid, flags jsonb, state text, committed numeric, fresh numeric,
      fresh_until timestamptz, terms_version int, accepted numeric, excess_paid boolean, returned numeric, delivered numeric,
      deposit numeric, sequence bigint, booked_payment numeric, booked_tokens numeric)
    on conflict (address) do update set state = excluded.state, committed = excluded.committed, fresh = excluded.fresh,
      fresh_until = excluded.fresh_until, terms_version = excluded.terms_version, accepted = excluded.accepted,
      excess_paid = excluded.excess_paid, returned = excluded.returned, delivered = excluded.delivered,
      deposit = excluded.deposit, sequence = excluded.sequence, booked_payment = excluded.booked_payment,
      booked_tokens = excluded.booked_tokens, person_id = coalesce(excluded.person_id, p.person_id),
      flags = case when excluded.flags = '{}' then p.flags else excluded.flags end, changed_at = excluded.changed_at, slot = excluded.slot
    where p.sequence <> excluded.sequence or p.state <> excluded.state or p.booked_payment <> excluded.booked_payment`
}

async function endGone(tx: Tx, rows: string, { slot, now }: Omit<Place, 'raiseAddress'>): Promise<void> {
  await tx.$executeRaw`
    update position p set state = r.state::"PositionState", returned = r.returned, delivered = r.delivered,
      booked_payment = r.booked_payment, booked_tokens = r.booked_tokens, fresh = 0, changed_at = ${now}, slot = ${slot}
    from jsonb_to_recordset(${rows}::jsonb) as r (address text, state text, returned numeric, delivered numeric,
      booked_payment numeric, booked_tokens numeric)
    where p.address = r.address`
}
