import type { Db } from '@/server/db'
import { log } from '@/server/log'
import { followCompany } from './actions/follow'
import { lapseOutcomes } from './actions/review'
import { companiesToFollow } from './queries/follow'

/** Everything that people, lists, documents and time do to companies; returns how many moved. One that fails holds up no other. */
export async function followCompanies(db: Db, now: Date): Promise<number> {
  await db.$transaction((tx) => lapseOutcomes(tx, now))
  let moved = 0
  for (const companyId of await companiesToFollow(db, now)) {
    try {
      if (await db.$transaction((tx) => followCompany(tx, { companyId, now }))) moved += 1
    } catch (error) {
      log.warn({ err: error, companyId }, 'a company could not be followed')
    }
  }
  return moved
}
