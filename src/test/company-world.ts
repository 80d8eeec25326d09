import { randomUUID } from 'node:crypto'
import { markListed } from '@/domains/companies/actions/listing'
import { followCompanies } from '@/domains/companies/jobs'
import type { CompanyData } from '@/domains/companies/schema'
import type { Db } from '@/server/db'
import { NOW as now } from './application'
import { COMPANY, companyActs } from './company'
import { clear } from './verification'

/** Two of the staff. */
export const [rosa, chidi] = [randomUUID(), randomUUID()]

/** A company that was handed in, with its owner and what each can do. */
export async function handedIn(db: Db, data: CompanyData = COMPANY) {
  const about = { projectId: randomUUID(), personId: randomUUID(), now }
  const acts = companyActs(db, about)
  await acts.start()
  await acts.save(data)
  await acts.send()
  await acts.submit()
  const follow = (at = now) => followCompanies(db, at)
  const state = async () => (await acts.row()).state
  return { ...about, ...acts, follow, state }
}

/** One whose only owner was verified: in review, and the account of that owner. */
export async function inReview(db: Db, data: CompanyData = COMPANY) {
  const company = await handedIn(db, data)
  const owner = randomUUID()
  await clear(db, owner)
  await company.accept('p1', owner)
  return { ...company, owner, companyId: await company.id() }
}

/** One that two people approved. */
export async function approvedCompany(db: Db, data: CompanyData = COMPANY) {
  const company = await inReview(db, data)
  await company.claim(rosa)
  await company.propose(rosa)
  await company.confirm(chidi)
  return company
}

/** One whose project was listed. */
export async function listedCompany(db: Db) {
  const company = await approvedCompany(db)
  await db.$transaction((tx) => markListed(tx, { projectId: company.projectId, now }))
  return company
}
