import { accountsOfPeople } from '@/domains/identity/queries/marks'
import type { Db, Tx } from '@/server/db'
import { rowsOf, type Sql } from '@/server/sql'
import { PROVEN_STATES, TOLD_STATES } from '../rules/case'
import type { CompanyState } from '../schema'

/** How far the company behind a project has come; `not_started` where its check never began. */
export async function companyState(db: Db | Tx, projectId: string): Promise<CompanyState> {
  const found = await db.companyCase.findUnique({ where: { projectId }, select: { state: true } })
  return found?.state ?? 'not_started'
}

const OFFER = {
  name: 'companies.offerStanding',
  text: `
    select hold is not null or not (state::text = any ($2::text[])) as held, owners_at as "ownersAt"
    from company_case where project_id = $1::uuid`,
}

/** Whether new commitments in a project stand still because of its company, and when that last handed in who owns it; null: never. */
export type OfferStanding = { held: boolean; ownersAt: Date | null }

/** One statement. Projects from before companies were checked have none, and run on as they were shown to investors. */
export async function offerStanding(db: Db | Tx, projectId: string): Promise<OfferStanding> {
  const [offer] = await rowsOf<OfferStanding>(db, OFFER, [projectId, [...PROVEN_STATES]])
  return offer ?? { held: false, ownersAt: null }
}

/** Projects to which nothing is released while their company is held, suspended or cancelled. */
export async function heldProjects(db: Db | Tx): Promise<string[]> {
  const where = {
    listedAt: { not: null },
    OR: [{ hold: { not: null } }, { state: { in: ['suspended', 'offer_cancelled'] as CompanyHeld[] } }],
  }
  const found = await db.companyCase.findMany({ where, select: { projectId: true } })
  return found.map(({ projectId }) => projectId)
}
type CompanyHeld = 'suspended' | 'offer_cancelled'

/** Listed projects of which it is not noted yet how their raise ended. */
export async function awaitingEnd(db: Db | Tx): Promise<string[]> {
  const where = { listedAt: { not: null }, raiseOutcome: null, state: { notIn: ['erased' as const] } }
  const found = await db.companyCase.findMany({ where, select: { projectId: true } })
  return found.map(({ projectId }) => projectId)
}

/** Offers that were suspended, or cancelled after it, and whose investors were not told yet. */
export const untoldSuspensions = (db: Db | Tx) =>
  db.companyCase.findMany({
    where: { state: { in: [...TOLD_STATES] }, toldAt: null },
    select: { id: true, projectId: true, state: true, suspendedUntil: true },
  })

/** Whose offers count together: `projects` are all of the same owner, `keys` are what two such projects share. */
export type Issuer = { projects: readonly string[]; keys: readonly string[] }

const OWNING = `roles && array['owner', 'controller']`
const COMPANY = {
  name: 'companies.ownersOf',
  text: `
    select c.mark, c.owner_id::text as owner_id,
      array(select p.person_id::text from company_party p where p.company_id = c.id and ${OWNING} and p.person_id is not null) as owners
    from company_case c where c.project_id = $1::uuid`,
}
const SAME_ISSUER = {
  name: 'companies.sameIssuer',
  text: `
    select c.project_id::text as id from company_case c
    where c.mark = $1 or c.owner_id = any ($2::uuid[])
      or exists (select from company_party p where p.company_id = c.id and ${OWNING} and p.person_id = any ($2::uuid[]))`,
}

/**
 * Everybody whose offers count as one with a project's: the same applicant (with all their accounts), the same company in the register,
 * or an owner behind both (Regulation (EU) 2020/1503, article 1(2)(c), counts what a project owner offers, not one project).
 */
export async function issuerOf(db: Db | Tx | Sql, projectId: string): Promise<Issuer> {
  const found = await rowsOf<{ mark: string | null; owner_id: string; owners: string[] }>(db, COMPANY, [projectId])
  const company = found[0]
  if (!company) return { projects: [projectId], keys: [`project:${projectId}`] }
  const people = await accountsOfPeople(db, [company.owner_id, ...company.owners])
  const accounts = [...new Set([...people.values()].flat())]
  const others = await rowsOf<{ id: string }>(db, SAME_ISSUER, [company.mark, accounts])
  const keys = [...accounts.map((account) => `person:${account}`), ...(company.mark ? [`company:${company.mark}`] : [])]
  return { projects: [...new Set([projectId, ...others.map(({ id }) => id)])].sort(), keys: keys.sort() }
}
