import type { PayoutKind, PayoutState } from '@/generated/prisma/client'
import { type Db, type Tx, units } from '@/server/db'
import { rowsOf } from '@/server/sql'
import { phaseOf, refuse } from './rules'
import { readAllocation, readSheet } from './schema'

const PUBLIC_STATES = ['published', 'allocation_proposed', 'allocation_confirmed', 'paid', 'void'] as const

/** Rounds that anybody may see, newest first. A proposed sheet is not public, nor one that was voided before it was published. */
export async function publicRounds(db: Db | Tx, now: Date) {
  const rows = await db.round.findMany({
    where: { state: { in: [...PUBLIC_STATES] }, publishedBy: { not: null } },
    orderBy: [{ startsAt: 'desc' }, { id: 'desc' }],
    take: 100,
  })
  return rows.map((round) => ({
    id: round.id,
    title: round.title,
    state: round.state,
    phase: phaseOf(round, now),
    pool: units(round.pool),
    startsAt: round.startsAt,
    endsAt: round.endsAt,
  }))
}

/** One published round with its sheet, its confirmed allocation and every payment; a proposed allocation is for staff only. */
export async function roundById(db: Db | Tx, { roundId, staff, now }: { roundId: string; staff: boolean; now: Date }) {
  const round = await db.round.findUnique({
    where: { id: roundId },
    include: {
      payouts: { orderBy: [{ listAddress: 'asc' }, { index: 'asc' }], include: { batch: { select: { state: true } } } },
      lists: { orderBy: { shard: 'asc' } },
      direct: true,
    },
  })
  if (!round || (!staff && round.publishedBy === null)) throw refuse.unknown()
  const sheet = readSheet(round.sheet)
  const confirmed = round.state === 'allocation_confirmed' || round.state === 'paid'
  return {
    id: round.id,
    title: round.title,
    state: round.state,
    phase: phaseOf(round, now),
    sheet,
    names: await projectNames(db, sheet.projectIds),
    sheetDigest: round.sheetDigest,
    startsAt: round.startsAt,
    endsAt: round.endsAt,
    voidReason: round.voidReason,
    allocation: round.allocation && (staff || confirmed) ? readAllocation(round.allocation) : null,
    allocationDigest: staff || confirmed ? round.allocationDigest : null,
    lists: round.lists.map(({ total, roundId: _, ...list }) => ({ ...list, total: units(total) })),
    direct: round.direct && { ...round.direct, total: units(round.direct.total) },
    payouts: round.payouts.map(({ batch, batchSignature, ...payout }) => {
      const { projectId, recipient, state, listAddress, index, paidAt } = payout
      return {
        // A line of a round of the first form names its project.
        ...{ projectId: projectId!, recipient, state, listAddress, index, paidAt, units: units(payout.units) },
        /** The transaction that pays it, or paid it; null for one that came to nothing. */
        signature: batch?.state === 'signed' || batch?.state === 'paid' ? batchSignature : null,
      }
    }),
  }
}

/** Every round, for staff. */
export async function allRounds(db: Db | Tx, now: Date) {
  const rows = await db.round.findMany({ orderBy: { createdAt: 'desc' }, take: 200 })
  return rows.map((round) => ({
    id: round.id,
    title: round.title,
    state: round.state,
    phase: phaseOf(round, now),
    pool: units(round.pool),
    startsAt: round.startsAt,
    endsAt: round.endsAt,
    proposedBy: round.proposedBy,
    allocatedBy: round.allocatedBy,
  }))
}

/** The text of the allocation with this digest (hex) that a round proposes; refused when it was computed again since. */
export async function proposedAllocation(
  db: Db | Tx,
  { roundId, digest }: { roundId: string; digest: string },
): Promise<string> {
  const round = await db.round.findUnique({
    where: { id: roundId },
    select: { allocation: true, allocationDigest: true },
  })
  if (!round) throw refuse.unknown()
  if (round.allocation === null || round.allocationDigest !== digest) throw refuse.changedSince()
  return round.allocation
}

/** Lists that two people confirmed and that are not wholly paid, oldest first. */
export const openLists = (db: Db | Tx) =>
  db.payoutList.findMany({
    where: { state: { not: 'done' } },
    orderBy: [{ roundId: 'asc' }, { engineRoundId: 'asc' }, { shard: 'asc' }],
    select: { address: true, roundId: true, engineRoundId: true },
  })

export type OpenList = Awaited<ReturnType<typeof openList>>

const LINES = {
  name: 'rounds.linesOf',
  text: `
    select recipient, index, state::text as state, kind::text as kind, units::text as amount
    from payout where list_address = $1 order by index`,
}

/** One list with all its lines in order: thousands, so that nobody should hold many at a time. */
export async function openList(db: Db | Tx, address: string) {
  const { round, engineRound, total, ...list } = await db.payoutList.findUniqueOrThrow({
    where: { address },
    include: {
      round: { select: { allocationDigest: true } },
      engineRound: { select: { sheetDigest: true, claimsEnd: true, bondPool: true } },
    },
  })
  type Row = { recipient: string; index: number; state: PayoutState; kind: PayoutKind; amount: string }
  const rows = await rowsOf<Row>(db, LINES, [address])
  return {
    ...list,
    total: units(total),
    /** Hex: the round as the chain knows it. */
    round: engineRound?.sheetDigest ?? round?.allocationDigest ?? '',
    /** When its claims end; null: so many seconds after it was posted. */
    claimsEnd: engineRound?.claimsEnd ?? null,
    bondPool: engineRound?.bondPool ?? null,
    lines: rows.map(({ amount, ...line }) => ({ ...line, amount: BigInt(amount) })),
  }
}

/** Lists that are wholly booked and whose claims ended at this instant or before: all that is needed to close them. */
export const endedLists = (db: Db, at: Date) =>
  db.payoutList.findMany({
    where: { state: 'done', claimUntil: { lte: at } },
    select: { address: true, mint: true, operator: true, pool: true },
    orderBy: { address: 'asc' },
  })

export type OpenDirect = Awaited<ReturnType<typeof openDirect>>[number]
/** A transaction that was signed and of which nothing is certain yet. */
export type OpenBatch = OpenDirect['batches'][number]

/** Direct payments with lines that are not paid: with the transactions under way, and the lines that are in none. */
export async function openDirect(db: Db | Tx) {
  const waiting = { state: 'waiting' } as const
  const rows = await db.directPayment.findMany({
    where: { round: { payouts: { some: waiting } } },
    orderBy: { roundId: 'asc' },
    include: {
      batches: { where: { state: 'signed' }, orderBy: { signature: 'asc' } },
      round: {
        select: {
          payouts: { where: waiting, orderBy: { index: 'asc' }, include: { batch: { select: { state: true } } } },
        },
      },
    },
  })
  return rows.map(({ round, total: _, batches, ...payment }) => ({
    ...payment,
    batches: batches.map(({ wire, ...batch }) => ({ ...batch, wire: new Uint8Array(wire) })),
    lines: round.payouts
      .filter(({ batch }) => batch?.state !== 'signed')
      .map(({ id, recipient, index, units: amount }) => ({ id, recipient, index, amount: units(amount) })),
  }))
}

/** Titles by project id, for showing rounds; a project that is not listed any more keeps its title. */
export async function projectNames(db: Db | Tx, projectIds: readonly string[]): Promise<Record<string, string>> {
  const rows = await db.$queryRaw<{ project_id: string; title: string }[]>`
    select project_id, title from project_card where project_id = any(${[...projectIds]}::uuid[])`
  return Object.fromEntries(rows.map(({ project_id, title }) => [project_id, title]))
}

/** Listed projects, by title: what a new round may choose from. */
export async function listedProjects(db: Db | Tx): Promise<{ projectId: string; title: string }[]> {
  const rows = await db.$queryRaw<{ project_id: string; title: string }[]>`
    select project_id, title from project_card where listed_at is not null order by title, project_id`
  return rows.map(({ project_id, title }) => ({ projectId: project_id, title }))
}
