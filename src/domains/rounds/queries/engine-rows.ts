import type { Prisma } from '@/generated/prisma/client'
import type { Db, Tx } from '@/server/db'
import { refuseRound } from '../rules/engine-refusals'
import type { KeptRound } from '../rules/round-context'
import { type ReadSheet, readRuleSheet } from '../rules/round-sheet'

const FIXED = { lists: { select: { state: true } } } satisfies Prisma.EngineRoundInclude

/** A stored round with its sheet as the rules read it, and what the table of states asks about. */
export type EngineRoundRow = Prisma.EngineRoundGetPayload<{ include: typeof FIXED }> & {
  read: ReadSheet
  kept: KeptRound
}

/** Sheets that were read lately, by digest: one with 90,000 recipients takes a second to read, and the worker asks every two. */
const lately = new Map<string, ReadSheet>()
const MOST_KEPT = 50

function sheetOf({ sheet, sheetDigest }: { sheet: string; sheetDigest: string }): ReadSheet {
  const read = lately.get(sheetDigest) ?? readRuleSheet(JSON.parse(sheet))
  lately.delete(sheetDigest)
  lately.set(sheetDigest, read)
  for (const oldest of lately.keys()) {
    if (lately.size <= MOST_KEPT) break
    lately.delete(oldest)
  }
  return read
}

function rowOf(row: Prisma.EngineRoundGetPayload<{ include: typeof FIXED }>): EngineRoundRow {
  const read = sheetOf(row)
  const { state, sheetDigest, writtenAt, lists, owesLostBonds } = row
  const isListFixed = lists.length > 0
  const isAllPaid =
    isListFixed && !owesLostBonds && lists.every((list) => list.state === 'done' || list.state === 'ended')
  return { ...row, read, kept: { state, sheetDigest, times: read.sheet.times, writtenAt, isListFixed, isAllPaid } }
}

/** A round by id; null for none. */
export async function findEngineRound(db: Db | Tx, roundId: string): Promise<EngineRoundRow | null> {
  const row = await db.engineRound.findUnique({ where: { id: roundId }, include: FIXED })
  return row && rowOf(row)
}

/** A round by id; refuses where there is none. */
export async function engineRound(db: Db | Tx, roundId: string): Promise<EngineRoundRow> {
  const row = await findEngineRound(db, roundId)
  if (!row) throw refuseRound.noRound()
  return row
}

/** The same, locked until the transaction ends: two acts on one round come one after the other. */
export async function lockedRound(tx: Tx, roundId: string): Promise<EngineRoundRow> {
  await tx.$queryRaw`select 1 from engine_round where id = ${roundId}::uuid for update`
  return engineRound(tx, roundId)
}

/** Rounds that are not over, the oldest first: what the worker moves. */
export async function openRounds(db: Db | Tx): Promise<EngineRoundRow[]> {
  const rows = await db.engineRound.findMany({
    where: { state: { notIn: ['paid', 'void'] }, approvedAt: { not: null } },
    orderBy: { id: 'asc' },
    include: FIXED,
  })
  return rows.map(rowOf)
}

/** What a person is called in a round; null for somebody who has done nothing there. */
export async function nameIn(db: Db | Tx, roundId: string, personId: string): Promise<string | null> {
  const row = await db.roundPerson.findUnique({ where: { roundId_personId: { roundId, personId } } })
  return row?.key ?? null
}

/** Void rounds that may have been paid in and whose money no list gives back yet, until their claims would have ended. */
export async function voidRoundsWithoutList(db: Db | Tx, now: Date): Promise<EngineRoundRow[]> {
  const rows = await db.engineRound.findMany({
    where: {
      state: 'void',
      mint: { not: null },
      listAddress: { not: null },
      lists: { none: {} },
      claimsEnd: { gt: now },
    },
    orderBy: { id: 'asc' },
    include: FIXED,
  })
  return rows.map(rowOf)
}
