import { change, type Sql } from '@/server/sql'
import type { PositionChange } from '../rules/booking'
import { instantOf } from '../rules/mirror'

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
export async function recordPositions(sql: Sql, record: PositionRecord): Promise<void> {
  const present = record.changes.filter(isPresent)
  const gone = record.changes.filter((position) => !isPresent(position))
  if (present.length > 0) await upsertPresent(sql, present, record)
  if (gone.length > 0) await endGone(sql, gone, record)
}

type Present = PositionChange & { reading: NonNullable<PositionChange['reading']> }
const isPresent = (position: PositionChange): position is Present => position.reading !== null

/** One statement however many positions there are. A row whose sequence and terms did not change is left as it is. */
const UPSERT = {
  name: 'raises.upsertPositions',
  text: `
    insert into position as p (address, raise_address, wallet, person_id, state, committed, fresh, fresh_until, terms_version, accepted,
      excess_paid, unwound, returned, delivered, deposit, sequence, booked_payment, booked_tokens, flags, opened_at, changed_at, slot)
    select r.address, $1, r.wallet, r.person, 'open', r.committed, r.fresh, r.fresh_until, r.terms, r.accepted, r.excess_paid, r.unwound,
      r.returned, r.delivered, r.deposit, r.sequence, r.booked_payment, r.booked_tokens,
      string_to_array(r.flags, ','), $2, $2, $3
    from unnest($4::text[], $5::text[], $6::uuid[], $7::numeric[], $8::numeric[], $9::timestamptz[], $10::int[], $11::numeric[],
      $12::bool[], $13::bool[], $14::numeric[], $15::numeric[], $16::numeric[], $17::bigint[], $18::numeric[], $19::numeric[], $20::text[])
      as r (address, wallet, person, committed, fresh, fresh_until, terms, accepted, excess_paid, unwound, returned, delivered, deposit,
        sequence, booked_payment, booked_tokens, flags)
    on conflict (address) do update set state = excluded.state, committed = excluded.committed, fresh = excluded.fresh,
      fresh_until = excluded.fresh_until, terms_version = excluded.terms_version, accepted = excluded.accepted,
      excess_paid = excluded.excess_paid, unwound = excluded.unwound, returned = excluded.returned, delivered = excluded.delivered,
      deposit = excluded.deposit, sequence = excluded.sequence, booked_payment = excluded.booked_payment,
      booked_tokens = excluded.booked_tokens, person_id = coalesce(excluded.person_id, p.person_id),
      flags = case when excluded.flags = '{}' then p.flags else excluded.flags end,
      told_at = case when excluded.flags = '{}' then p.told_at else null end, changed_at = excluded.changed_at, slot = excluded.slot
    where p.sequence <> excluded.sequence or p.terms_version <> excluded.terms_version or p.state <> excluded.state
      or p.booked_payment <> excluded.booked_payment or p.booked_tokens <> excluded.booked_tokens`,
}

async function upsertPresent(sql: Sql, changes: readonly Present[], record: PositionRecord): Promise<void> {
  const { raiseAddress, now, slot, people, flags } = record
  const column = (of: (position: Present) => unknown) => changes.map(of)
  await change(sql, UPSERT, [
    ...[raiseAddress, now, slot.toString()],
    column(({ address }) => address),
    column(({ wallet }) => wallet),
    column(({ wallet }) => people?.get(wallet) ?? null),
    column(({ reading }) => reading.committed.toString()),
    column(({ reading }) => reading.fresh.toString()),
    column(({ reading }) => instantOf(reading.freshUntil).toISOString()),
    column(({ reading }) => reading.termsVersion),
    column(({ reading }) => reading.accepted.toString()),
    column(({ reading }) => reading.excessPaid),
    column(({ reading }) => reading.unwound),
    column(({ returned }) => returned.toString()),
    column(({ delivered }) => delivered.toString()),
    column(({ reading }) => reading.deposit.toString()),
    column(({ reading }) => reading.sequence.toString()),
    column(({ bookedPayment }) => bookedPayment.toString()),
    column(({ bookedTokens }) => bookedTokens.toString()),
    column(({ address }) => (flags?.get(address) ?? []).join()),
  ])
}

const END = {
  name: 'raises.endPositions',
  text: `
    update position p set state = r.state::"PositionState", returned = r.returned, delivered = r.delivered,
      booked_payment = r.booked_payment, booked_tokens = r.booked_tokens, fresh = 0, changed_at = $1, slot = $2
    from unnest($3::text[], $4::text[], $5::numeric[], $6::numeric[], $7::numeric[], $8::numeric[])
      as r (address, state, returned, delivered, booked_payment, booked_tokens)
    where p.address = r.address`,
}

async function endGone(sql: Sql, changes: readonly PositionChange[], { slot, now }: PositionRecord): Promise<void> {
  await change(sql, END, [
    ...[now, slot.toString()],
    changes.map(({ address }) => address),
    changes.map(({ state }) => state),
    changes.map(({ returned }) => returned.toString()),
    changes.map(({ delivered }) => delivered.toString()),
    changes.map(({ bookedPayment }) => bookedPayment.toString()),
    changes.map(({ bookedTokens }) => bookedTokens.toString()),
  ])
}
