import type { Db } from '@/server/db'
import { followCompany } from './actions/follow'
import { lapseOutcomes } from './actions/review'
import { companiesToFollow } from './queries/follow'

/** Everything that people, lists, documents and time do to companies; returns how many moved. */
export async function followCompanies(db: Db, now: Date): Promise<number> {
  await db.$transaction((tx) => lapseOutcomes(tx, now))
  let moved = 0
  for (const companyId of await companiesToFollow(db, now))
    if (await db.$transaction((tx) => followCompany(tx, { companyId, now }))) moved += 1
  return moved
}
