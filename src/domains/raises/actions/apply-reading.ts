import type { RaiseReading } from '@/chain/follower'
import { decodeRaise, type RaiseAccount } from '@/chain/raise/accounts'
import { post } from '@/domains/ledger/actions'
import { append } from '@/domains/log/actions'
import type { Raise } from '@/generated/prisma/client'
import { type Tx, units } from '@/server/db'
import { announcePublicChange } from '@/server/queue'
import { type BookedRaise, type Booking, bookClose, bookReading, bookUndone, type Occasion } from '../rules/booking'
import { accountAtClose } from '../rules/booking-formulas'
import { actsOf } from '../rules/follow-acts'
import type { PublishedKeys } from '../rules/keys'
import { isRecognised, raiseColumns, totalColumns } from '../rules/mirror'
import { judgeCommitments } from './judge-commitments'
import { recordPositions } from './record-positions'

/** When and where a reading was made. */
export type Moment = { now: Date; slot: bigint; incarnation: number }

type Booked = { row: Raise | null; books: BookedRaise }

/** The raise and its positions as booked, locked: two processes never book one raise at the same time. */
async function bookedRaise(tx: Tx, address: string): Promise<Booked> {
  await tx.$queryRaw`select pg_advisory_xact_lock(hashtext(${`raise:${address}`}))::text`
  const row = await tx.raise.findUnique({ where: { address } })
  const positions = row ? await tx.position.findMany({ where: { raiseAddress: address } }) : []
  return {
    row,
    books: {
      address,
      bookedIssuer: row ? units(row.bookedIssuer) : 0n,
      bookedFee: row ? units(row.bookedFee) : 0n,
      bookedUnseen: row ? units(row.bookedUnseen) : 0n,
      bookedUnseenTokens: row ? units(row.bookedUnseenTokens) : 0n,
      saleVault: row ? units(row.saleVault) : 0n,
      positions: positions.map((position) => ({
        ...position,
        committed: units(position.committed),
        returned: units(position.returned),
        delivered: units(position.delivered),
        bookedPayment: units(position.bookedPayment),
        bookedTokens: units(position.bookedTokens),
      })),
    },
  }
}

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
  tx: Tx,
  { reading, keys, now, incarnation }: { reading: RaiseReading; keys: PublishedKeys } & Omit<Moment, 'slot'>,
): Promise<Applied> {
  const { row, books } = await bookedRaise(tx, reading.address)
  if (row && reading.slot < row.slot) return { changed: false, wentBack: false }
  const { raise, slot } = reading
  const occasion: Occasion = { at: now, mark: raise.sequence.toString(), slot, incarnation }
  const booking = bookReading(books, raise, reading, occasion)
  const columns = { ...raiseColumns(reading), ...bookedColumns(booking), recognised: isRecognised(raise, keys) }
  const before = row && !row.closedAt ? decodeRaise(row.account) : null
  const changed = !row || booking.transfers.length > 0 || Buffer.compare(row.account, reading.data) !== 0
  const changes = { ...columns, ...(changed && { changedAt: now }), outcome: null, closedAt: null }
  if (row) await tx.raise.update({ where: { address: reading.address }, data: changes })
  else await tx.raise.create({ data: { ...columns, address: reading.address, changedAt: now } })
  const judged = changed ? await judgeCommitments(tx, { raise, books, booking, now }) : {}
  await recordPositions(tx, { raiseAddress: reading.address, slot, now, changes: booking.positions, ...judged })
  await post(tx, booking.transfers)
  if (changed) await tellTheLog(tx, reading.address, before, raise, { now, slot, incarnation })
  return { changed, wentBack: row !== null && raise.sequence < row.sequence }
}

/** Books the end of a raise of which only the tombstone is left. */
export async function applyClose(tx: Tx, address: string, moment: Moment): Promise<Applied> {
  const { row, books } = await bookedRaise(tx, address)
  if (!row || row.closedAt) return { changed: false, wentBack: false }
  const last = decodeRaise(row.account)
  const booking = bookClose(books, last, { ...moment, at: moment.now, mark: 'close' })
  const final = accountAtClose(last)
  const outcome = final.state === 'Failed' ? 'failed' : final.state === 'Succeeded' ? 'succeeded' : 'unwinding'
  await end(tx, { address, booking, moment, columns: { ...totalColumns(final), outcome } })
  await tellTheLog(tx, address, last, { ...final, state: 'Closed' }, moment)
  return { changed: true, wentBack: false }
}

/** Books a raise away that the chain does not have any more, after the chain was set back to a time before it. */
export async function applyUndone(tx: Tx, address: string, moment: Moment): Promise<Applied> {
  const { row, books } = await bookedRaise(tx, address)
  if (!row || row.closedAt) return { changed: false, wentBack: false }
  const booking = bookUndone(books, decodeRaise(row.account), { ...moment, at: moment.now, mark: 'undone' })
  await end(tx, { address, booking, moment, columns: { outcome: null } })
  const facts = { raise: address, incarnation: moment.incarnation }
  const subjects = [`raise:${address}`]
  await append(tx, { type: 'raises.undone', at: moment.now, actorId: null, subjects, facts })
  return { changed: true, wentBack: true }
}

type Ending = {
  address: string
  booking: Booking
  moment: Moment
  columns: Record<string, string | number | bigint | null>
}

async function end(tx: Tx, { address, booking, moment: { now, slot }, columns }: Ending): Promise<void> {
  const closed = { state: 'closed' as const, closedAt: now, changedAt: now, slot, paymentVault: 0, saleVault: 0 }
  await tx.raise.update({ where: { address }, data: { ...columns, ...bookedColumns(booking), ...closed } })
  await tx.reconciliation.deleteMany({ where: { raiseAddress: address } })
  await recordPositions(tx, { raiseAddress: address, slot, now, changes: booking.positions })
  await post(tx, booking.transfers)
  await announcePublicChange(tx, '/projects')
}

async function tellTheLog(
  tx: Tx,
  address: string,
  before: RaiseAccount | null,
  after: RaiseAccount,
  { now, slot, incarnation }: Moment,
): Promise<void> {
  for (const { type, facts } of actsOf(before, after)) {
    const all = { raise: address, slot: slot.toString(), ...(incarnation > 0 && { incarnation }), ...facts }
    await append(tx, { type, at: now, actorId: null, subjects: [`raise:${address}`], facts: all })
  }
  await announcePublicChange(tx, '/projects')
}
