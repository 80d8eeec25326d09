import { setImmediate as breathe } from 'node:timers/promises'
import type { ScreeningSweep } from '@/generated/prisma/client'
import { after, DAY, HOUR } from '@/kit/time'
import type { Db } from '@/server/db'
import { giveUpRun, retryRun } from '../actions/desk'
import { type Against, beginWeekly, sweepOn } from '../actions/sweep'
import { entriesOf } from '../queries/candidates'
import { listsAreUsable } from '../queries/holds'
import { listsInForce } from '../queries/lists'
import { ruleAt } from '../queries/rule'
import { CandidateIndex } from '../rules/candidates'

/** So many subjects a transaction: it holds no lock of anybody's for longer than a moment. */
const BATCH = 1_000

/** Goes on with every sweep that is not over, the oldest first. Returns how many subjects were compared. */
export async function sweepAll(db: Db, now: Date): Promise<number> {
  let compared = 0
  for (const sweep of await db.screeningSweep.findMany({ where: { finishedAt: null }, orderBy: { startedAt: 'asc' } }))
    compared += await sweepThrough(db, sweep, now)
  return compared
}

async function sweepThrough(db: Db, begun: ScreeningSweep, now: Date): Promise<number> {
  const rule = await ruleAt(db, now)
  const lists = await listsInForce(db, now, rule)
  const sources = lists.map(({ source }) => source)
  const index = new CandidateIndex(await entriesOf(db, begun.importId, sources))
  const against: Against = { index, lists, rule }
  let compared = 0
  for (;;) {
    const step = await db.$transaction((tx) => sweepOn(tx, begun.id, against, { size: BATCH, now }), {
      timeout: 60_000,
    })
    if (step === null) return compared
    compared += step
    await breathe()
  }
}

/** How long a comparison that failed waits for the lists before staff look at it. */
const GIVEN_UP_AFTER = 24 * HOUR
const WEEK = 7 * DAY

/** Makes up for comparisons that failed, once the lists are there again; begins the weekly comparison of everybody. */
export async function catchUp(db: Db, now: Date): Promise<void> {
  const usable = await listsAreUsable(db, now)
  const failed = await db.screeningRun.findMany({
    where: { state: 'error', ...(usable ? {} : { startedAt: { lte: after(now, -GIVEN_UP_AFTER) } }) },
    select: { id: true },
    orderBy: { startedAt: 'asc' },
    take: 200,
  })
  for (const { id: runId } of failed)
    await db.$transaction(async (tx) => {
      if (usable) await retryRun(tx, { runId, now })
      else await giveUpRun(tx, { runId, now })
    })
  if (usable) await db.$transaction((tx) => beginWeekly(tx, after(now, -WEEK), now))
}
