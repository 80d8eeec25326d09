import type { PositionReading, RaiseReading } from '@/chain/follower'
import { decodeRaise, ListedPosition, type RaiseAccount } from '@/chain/raise/accounts'
import { paymentsHeld } from '@/chain/raise/formulas'
import type { PositionState, RaiseState } from '@/generated/prisma/enums'
import { rowsOf, type Sql } from '@/server/sql'
import type { BookedPosition, BookedRaise } from '../rules/booking'

/** A raise as last booked; amounts as in its columns. */
export type BookedRow = {
  state: RaiseState
  account: RaiseAccount
  /** The account's bytes. */
  data: Uint8Array
  slot: bigint
  sequence: bigint
  closed: boolean
  recognised: boolean
  cancelled: boolean
} & Omit<BookedRaise, 'address' | 'positions' | 'others'>

const LOCK = { name: 'raises.lock', text: "select pg_advisory_xact_lock(hashtext('raise:' || $1))::text" }
const RAISE = {
  name: 'raises.booked',
  text: `
    select state::text as state, account, slot::text as slot, sequence::text as sequence, closed_at is not null as closed, recognised, cancelled,
      booked_issuer::text as issuer, booked_fee::text as fee, booked_unseen::text as unseen,
      booked_unseen_tokens::text as unseen_tokens, sale_vault::text as sale_vault
    from raise where address = $1`,
}

type RaiseRow = {
  state: RaiseState
  account: Uint8Array
  closed: boolean
  recognised: boolean
  cancelled: boolean
} & Record<'slot' | 'sequence' | 'issuer' | 'fee' | 'unseen' | 'unseen_tokens' | 'sale_vault', string>

/** The raise as booked, locked: two processes never book one raise at the same time. Null for one not seen before. */
export async function lockBooked(sql: Sql, address: string): Promise<BookedRow | null> {
  await sql.run(LOCK, [address])
  const [row] = await rowsOf<RaiseRow>(sql, RAISE, [address])
  if (!row) return null
  const data = new Uint8Array(row.account)
  return {
    ...{ state: row.state, data, account: decodeRaise(data), closed: row.closed, recognised: row.recognised },
    cancelled: row.cancelled,
    ...{ slot: BigInt(row.slot), sequence: BigInt(row.sequence) },
    ...{ bookedIssuer: BigInt(row.issuer), bookedFee: BigInt(row.fee), saleVault: BigInt(row.sale_vault) },
    ...{ bookedUnseen: BigInt(row.unseen), bookedUnseenTokens: BigInt(row.unseen_tokens) },
  }
}

const POSITION = `p.address, p.wallet, p.state::text as state, p.committed::text as committed, p.terms_version,
  p.returned::text as returned, p.delivered::text as delivered, p.booked_payment::text as booked_payment, p.booked_tokens::text as booked_tokens`

type PositionRow = {
  address: string | null
  shown: string | null
  wallet: string
  state: PositionState
  terms_version: number
} & Record<'committed' | 'returned' | 'delivered' | 'booked_payment' | 'booked_tokens', string>

const bookedPosition = (row: PositionRow & { address: string }): BookedPosition => ({
  ...{ address: row.address, wallet: row.wallet, state: row.state, termsVersion: row.terms_version },
  ...{ committed: BigInt(row.committed), returned: BigInt(row.returned), delivered: BigInt(row.delivered) },
  ...{ bookedPayment: BigInt(row.booked_payment), bookedTokens: BigInt(row.booked_tokens) },
})

const isBooked = (row: PositionRow): row is PositionRow & { address: string } => row.address !== null

/** Every position that the books show otherwise than the chain: changed, new or come back, or open and not shown any more. */
const DIFFERENT = {
  name: 'raises.differentPositions',
  text: `
    select r.address as shown, ${POSITION}
    from unnest($2::text[], $3::bigint[], $4::int[], $5::numeric[], $6::numeric[]) as r (address, sequence, terms, payment, tokens)
    full join (select * from position where raise_address = $1) p on p.address = r.address
    where case when r.address is null then p.state = 'open'
      else p.address is null or p.state <> 'open' or p.sequence <> r.sequence or p.terms_version <> r.terms
        or p.booked_payment <> r.payment or p.booked_tokens <> r.tokens end`,
}
const BY_ADDRESS = {
  name: 'raises.positionsByAddress',
  text: `select p.address as shown, ${POSITION} from position p where p.address = any ($1::text[])`,
}
const ALL_IN = {
  name: 'raises.positionsInStates',
  text: `
    select null as shown, ${POSITION} from position p
    where p.raise_address = $1 and p.state::text = any ($2::text[]) and p.address <> all ($3::text[])`,
}
const SUMS = {
  name: 'raises.bookedSums',
  text: `
    select coalesce(sum(booked_payment), 0)::text as payment, coalesce(sum(booked_tokens), 0)::text as tokens
    from position where raise_address = $1`,
}

/** What the books know of everything that a reading changes, and of all the rest in sum. */
export type Difference = { books: BookedRaise; changed: readonly PositionReading[] }

const NOTHING = { bookedIssuer: 0n, bookedFee: 0n, bookedUnseen: 0n, bookedUnseenTokens: 0n, saleVault: 0n }

/** Finds what a reading changes. All its positions are compared when the cheap way does not explain the raise's own count. */
export async function differenceOf(sql: Sql, row: BookedRow | null, reading: RaiseReading): Promise<Difference> {
  const cheap = row && isPlain(row, reading) ? await newest(sql, row, reading) : null
  const { changed, booked } = cheap ?? (await different(sql, reading))
  const shown = new Set(changed.map(({ address }) => address))
  const vanished = booked.some(({ state, address }) => state === 'open' && !shown.has(address))
  const settled = vanished ? await inStates(sql, reading.address, ['completed'], booked) : []
  const positions = [...booked, ...settled]
  const sums = cheap && row ? sumsOf(row) : await sumsOfPositions(sql, reading.address)
  const books = { ...(row ?? NOTHING), address: reading.address, positions, others: without(sums, positions) }
  return { books, changed }
}

/** The cheap way is for the many: an open raise whose terms were never changed. A position changes only with its sequence. */
const isPlain = (row: BookedRow, { raise }: RaiseReading): boolean =>
  !row.closed && row.slot > 0n && raise.termsVersion === 1 && row.state === 'open' && raise.state === 'Open'

/** Without decoding the whole position where its bytes are at hand. */
const sequenceOf = (shown: PositionReading): bigint =>
  shown instanceof ListedPosition ? shown.sequence : shown.position.sequence

/** The positions with a sequence above the booked one; null when they do not explain how many there are. */
async function newest(sql: Sql, row: BookedRow, { raise, positions }: RaiseReading) {
  const changed = positions.filter((shown) => sequenceOf(shown) > row.sequence)
  const addresses = changed.map(({ address }) => address)
  const booked = (await rowsOf<PositionRow>(sql, BY_ADDRESS, [addresses])).filter(isBooked).map(bookedPosition)
  const added = changed.length - booked.filter(({ state }) => state === 'open').length
  return row.account.positionsOpen + added === raise.positionsOpen ? { changed, booked } : null
}

async function different(sql: Sql, { address, positions }: RaiseReading) {
  const rows = await rowsOf<PositionRow>(sql, DIFFERENT, [
    address,
    positions.map((shown) => shown.address),
    positions.map(({ position }) => position.sequence.toString()),
    positions.map(({ position }) => position.termsVersion),
    positions.map(({ position }) => (position.committed - position.returned).toString()),
    positions.map(({ position }) => position.delivered.toString()),
  ])
  const shown = new Set(rows.flatMap((row) => row.shown ?? []))
  return {
    changed: positions.filter((position) => shown.has(position.address)),
    booked: rows.filter(isBooked).map(bookedPosition),
  }
}

async function inStates(
  sql: Sql,
  address: string,
  states: readonly PositionState[],
  but: readonly BookedPosition[] = [],
): Promise<BookedPosition[]> {
  const values = [address, [...states], but.map((position) => position.address)]
  return (await rowsOf<PositionRow>(sql, ALL_IN, values)).filter(isBooked).map(bookedPosition)
}

/** What the books know of a raise of which nothing is left to read. */
export async function wholeBooks(
  sql: Sql,
  address: string,
  row: BookedRow,
  states: readonly PositionState[],
): Promise<BookedRaise> {
  const positions = await inStates(sql, address, states)
  return { ...row, address, positions, others: without(await sumsOfPositions(sql, address), positions) }
}

type Sums = BookedRaise['others']

/** Booking keeps this true: what the vault owes, and what left it, came from positions and from those never seen. */
const sumsOf = (row: BookedRow): Sums => ({
  payment: paymentsHeld(row.account) + row.bookedIssuer + row.bookedFee - row.bookedUnseen,
  tokens: row.account.delivered - row.bookedUnseenTokens,
})

async function sumsOfPositions(sql: Sql, address: string): Promise<Sums> {
  const [row] = await rowsOf<{ payment: string; tokens: string }>(sql, SUMS, [address])
  return { payment: BigInt(row!.payment), tokens: BigInt(row!.tokens) }
}

const without = (all: Sums, positions: readonly BookedPosition[]): Sums =>
  positions.reduce(
    (rest, { bookedPayment, bookedTokens }) => ({
      payment: rest.payment - bookedPayment,
      tokens: rest.tokens - bookedTokens,
    }),
    all,
  )
