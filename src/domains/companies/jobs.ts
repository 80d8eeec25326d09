import type { Db } from '@/server/db'
import { env } from '@/server/env'
import { log } from '@/server/log'
import { followCompany } from './actions/follow'
import { lapseOutcomes } from './actions/review'
import { emptyAbandoned, endKeptKeys, followReview, followSilence } from './actions/silence'
import { companiesToReview, fullAbandoned, keptKeys, silentCompanies } from './queries/clock'
import { companiesToFollow } from './queries/follow'
import { reviewsToldOf } from './rules/clock'

type Step = (companyId: string) => Promise<boolean>

/** Takes a step for each company; returns how many it moved. One that fails holds up no other. */
async function each(companies: readonly string[], step: Step): Promise<number> {
  let moved = 0
  for (const companyId of companies) {
    try {
      if (await step(companyId)) moved += 1
    } catch (error) {
      log.warn({ err: error, companyId }, 'a company could not be followed')
    }
  }
  return moved
}

/** Everything that people, lists and documents do to companies; returns how many moved. */
export async function followCompanies(db: Db, now: Date): Promise<number> {
  await db.$transaction((tx) => lapseOutcomes(tx, now))
  const step: Step = (companyId) => db.$transaction((tx) => followCompany(tx, { companyId, now }))
  return each(await companiesToFollow(db, now), step)
}

/** Everything that time alone does to companies: reminders, the end of silence, and the yearly look. Returns how many were touched. */
export async function followCompanyClocks(db: Db, now: Date): Promise<number> {
  const site = env().SITE_URL
  const silent: Step = (companyId) => db.$transaction((tx) => followSilence(tx, { companyId, now, site }))
  const review: Step = (companyId) => db.$transaction((tx) => followReview(tx, { companyId, now, site }))
  const empty: Step = async (companyId) => {
    await db.$transaction((tx) => emptyAbandoned(tx, { companyId, now }))
    return true
  }
  const endKeys: Step = (companyId) => db.$transaction((tx) => endKeptKeys(tx, { companyId, now }))
  return (
    (await each(await keptKeys(db), endKeys)) +
    (await each(await silentCompanies(db, now), silent)) +
    (await each(await fullAbandoned(db, now), empty)) +
    (await each(await companiesToReview(db, reviewsToldOf(now)), review))
  )
}
