import type { Db } from '@/server/db'
import { drawUpMissing } from './actions/sheet'

/** Draws up the information sheets of raises that are older than sheets are. */
export const drawUpSheets = (db: Db, now: Date): Promise<number> => db.$transaction((tx) => drawUpMissing(tx, now))
