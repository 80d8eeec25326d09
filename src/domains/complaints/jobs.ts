import type { Db } from '@/server/db'
import { forgetOld } from './actions/forget'
import { remindOfComplaints } from './actions/remind'

/** What time does to complaints: staff are told of new ones and of those whose end comes near, and what is old is emptied. */
export async function followComplaints(db: Db, now: Date): Promise<void> {
  await db.$transaction((tx) => remindOfComplaints(tx, now))
  await db.$transaction((tx) => forgetOld(tx, now))
}
