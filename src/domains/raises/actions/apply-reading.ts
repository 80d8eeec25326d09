import type { ClosedRaise, RaiseReading } from '@/chain/follower'
import type { RaiseAccount } from '@/chain/raise/accounts'
import { post } from '@/domains/ledger/actions'
import { append, appendAll } from '@/domains/log/actions'
import { recordHappenings } from '@/domains/reputation/actions'
import type { Happening } from '@/domains/reputation/schema'
import { announcePublicChange } from '@/server/queue'
import { change, type Sql } from '@/server/sql'
import { differenceOf, lockBooked, wholeBooks } from '../queries/booked'
import { type Booking, bookClose, bookReading, bookUndone, type Occasion } from '../rules/booking'
import { accountAtClose } from '../rules/booking-formulas'
import { deliveriesBetween } from '../rules/delivery'
import { actsOf } from '../rules/follow-acts'
import { type PublishedKeys, usesPublishedKeys } from '../rules/keys'
import { isCancelled, raiseColumns, totalColumns } from '../rules/mirror'
import { judgeCommitments, tellFlags } from './judge-commitments'
import { recordPositions } from './record-positions'
import { addRaise, type Columns, changeRaise } from './record-raise'

/** When and where a reading was made. */
export type Moment = { now: Date; slot: bigint; incarnation: number }

const bookedColumns = (booking: Booking) => ({
  bookedIssuer: booking.bookedIssuer.toString(),
  bookedFee: booking.bookedFee.toString(),
  bookedUnseen: booking.bookedUnseen.toString(),
  bookedUnseenTokens: booking.bookedUnseenTokens.toString(),
})

/** What a reading did to the books. `wentBack`: the chain shows an earlier state of the raise than the books knew. */
export type Applied = { changed: boolean; wentBack: boolean }

/**
 * Makes mirror and books show what the chain shows of one raise. The same reading again changes nothing; an older one of the
 * same chain is left out.
 */
export async function applyReading(
  sql: Sql,
  { reading, keys, now, incarnation }: { reading: RaiseReading; keys: PublishedKeys } & Omit<Moment, 'slot'>,
): Promise<Applied> {
  const { address, raise, slot } = reading
  const row = await lockBooked(sql, address)
  if (row && slot < row.slot) return { changed: false, wentBack: false }
  const { books, changed: positions } = await differenceOf(sql, row, reading)
  const occasion: Occasion = { at: now, mark: raise.sequence.toString(), slot, incarnation }
  const booking = bookReading(books, raise, { ...reading, changed: positions }, occasion)
  const recognised = usesPublishedKeys(raise, keys)
  const changed = !row || booking.transfers.length > 0 || Buffer.compare(row.data, reading.data) !== 0
  if (!changed && booking.positions.length === 0 && row.recognised === recognised)
    await changeRaise(sql, 'raises.sawRaise', { address, slot, paymentVault: reading.paymentVault })
  else
    await writeRaise(sql, row === null, {
      ...{ address, ...raiseColumns(reading), ...bookedColumns(booking), recognised },
      cancelled: isCancelled(raise, row?.cancelled ?? false, now),
      ...(changed && { changedAt: now }),
    })
  const judged = changed ? await judgeCommitments(sql, { raise, books, booking, now }) : null
  const before = row && !row.closed ? row.account : null
  // The connection does one after the other, in this order; what it is given next is made while the database is at the one before.
  await Promise.all([
    recordPositions(sql, { raiseAddress: address, slot, now, changes: booking.positions, ...judged }),
    judged && tellFlags(sql, address, judged, now),
    post(sql, booking.transfers),
    changed && tellTheLog(sql, address, before, raise, { now, slot, incarnation }),
    before && recognised && recordDeliveries(sql, address, before, raise, now),
  ])
  return { changed, wentBack: row !== null && raise.sequence < row.sequence }
}

const writeRaise = (sql: Sql, isNew: boolean, columns: Columns & { address: string }): Promise<void> =>
  isNew
    ? addRaise(sql, columns)
    : changeRaise(sql, `raises.changeRaise.${'changedAt' in columns}`, { ...columns, outcome: null, closedAt: null })

/** Books the end of a raise of which only the tombstone is left. */
export async function applyClose(
  sql: Sql,
  { address, tranchesReleased }: ClosedRaise,
  moment: Moment,
): Promise<Applied> {
  const row = await lockBooked(sql, address)
  if (!row || row.closed) return { changed: false, wentBack: false }
  const last = row.account
  const books = await wholeBooks(sql, address, row, ['open', 'completed'])
  const final = accountAtClose(last, tranchesReleased)
  const booking = bookClose(books, final, { ...moment, at: moment.now, mark: 'close' })
  const outcome = final.state === 'Failed' ? 'failed' : final.state === 'Succeeded' ? 'succeeded' : 'unwinding'
  await end(sql, { address, booking, moment, columns: { ...totalColumns(final), outcome } })
  await tellTheLog(sql, address, last, { ...final, state: 'Closed' }, moment)
  if (row.recognised && final.state !== 'Failed') await recordDeliveries(sql, address, last, final, moment.now)
  return { changed: true, wentBack: false }
}

/** Books a raise away that the chain does not have any more, after the chain was set back to a time before it. */
export async function applyUndone(sql: Sql, address: string, moment: Moment): Promise<Applied> {
  const row = await lockBooked(sql, address)
  if (!row || row.closed) return { changed: false, wentBack: false }
  const books = await wholeBooks(sql, address, row, ['open', 'withdrawn', 'refunded', 'completed'])
  const booking = bookUndone(books, row.account, { ...moment, at: moment.now, mark: 'undone' })
  await end(sql, { address, booking, moment, columns: { outcome: null } })
  const facts = { raise: address, incarnation: moment.incarnation }
  const subjects = [`raise:${address}`]
  await append(sql, { type: 'raises.undone', at: moment.now, actorId: null, subjects, facts })
  return { changed: true, wentBack: true }
}

type Ending = { address: string; booking: Booking; moment: Moment; columns: Columns }

const FORGET_COMPARISON = {
  name: 'raises.forgetComparison',
  text: 'delete from reconciliation where raise_address = $1',
}

async function end(sql: Sql, { address, booking, moment: { now, slot }, columns }: Ending): Promise<void> {
  const closed = { state: 'closed', closedAt: now, changedAt: now, slot, paymentVault: 0, saleVault: 0 }
  const name = `raises.endRaise.${Object.keys(columns).length}`
  await changeRaise(sql, name, { address, ...columns, ...bookedColumns(booking), ...closed })
  await change(sql, FORGET_COMPARISON, [address])
  await recordPositions(sql, { raiseAddress: address, slot, now, changes: booking.positions })
  await post(sql, booking.transfers)
  await announcePublicChange(sql, '/projects')
}

/** The issuer's record: only of raises with the published keys, since anybody may run one with keys of their own. */
async function recordDeliveries(
  sql: Sql,
  address: string,
  before: RaiseAccount,
  after: RaiseAccount,
  at: Date,
): Promise<void> {
  const happenings = deliveriesBetween(before, after).map(({ index, kept }): Happening => {
    const kind = kept ? 'tranche.approved' : 'tranche.missed'
    return { subject: after.issuer.toBase58(), kind, ref: `tranche:${address}:${index}`, at }
  })
  await recordHappenings(sql, happenings)
}

async function tellTheLog(
  sql: Sql,
  address: string,
  before: RaiseAccount | null,
  after: RaiseAccount,
  { now, slot, incarnation }: Moment,
): Promise<void> {
  const entries = actsOf(before, after).map(({ type, facts }) => ({
    ...{ type, at: now, actorId: null, subjects: [`raise:${address}`] },
    facts: { raise: address, slot: slot.toString(), ...(incarnation > 0 && { incarnation }), ...facts },
  }))
  await appendAll(sql, entries)
  await announcePublicChange(sql, '/projects')
}
