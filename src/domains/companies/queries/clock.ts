import type { Db } from '@/server/db'
import { abandonedBefore, SILENT_STATES, silentSince } from '../rules/clock'

const BATCH = 200
const ids = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id)

/** Cases that wait for their owner, and of whom nobody has heard since the first reminder is due. */
export const silentCompanies = async (db: Db, now: Date): Promise<string[]> =>
  ids(
    await db.companyCase.findMany({
      where: { state: { in: [...SILENT_STATES] }, approvalId: null, touchedAt: { lte: silentSince(now) } },
      ...{ select: { id: true }, orderBy: { touchedAt: 'asc' }, take: BATCH },
    }),
  )

/** Cases that were given up long enough ago, of which something is left. */
export const fullAbandoned = async (db: Db, now: Date): Promise<string[]> =>
  ids(
    await db.companyCase.findMany({
      where: { state: 'abandoned', sealed: { not: null }, settledAt: { lte: abandonedBefore(now) } },
      ...{ select: { id: true }, take: BATCH },
    }),
  )

/** Approved companies whose yearly look comes by an instant, the nearest first. */
export const companiesToReview = async (db: Db, by: Date): Promise<string[]> =>
  ids(
    await db.companyCase.findMany({
      where: { state: { in: ['approved', 'listed'] }, nextReviewAt: { lte: by } },
      ...{ select: { id: true }, orderBy: { nextReviewAt: 'asc' }, take: BATCH },
    }),
  )

/** Emptied cases whose keys are kept because somebody on a list may be meant: whether that still holds is asked again. */
export const keptKeys = async (db: Db): Promise<string[]> =>
  ids(await db.companyCase.findMany({ where: { keyKept: true }, select: { id: true }, orderBy: { id: 'asc' } }))
