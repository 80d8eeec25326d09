import { accountsOfPeople } from '@/domains/identity/queries/marks'
import type { Db, Tx } from '@/server/db'
import { PROVEN_STATES } from '../rules/case'
import type { CompanyState } from '../schema'

/** How far the company behind a project has come; `not_started` where its check never began. */
export async function companyState(db: Db | Tx, projectId: string): Promise<CompanyState> {
  const found = await db.companyCase.findUnique({ where: { projectId }, select: { state: true } })
  return found?.state ?? 'not_started'
}

/**
 * Whether new commitments in a project stand still because of its company. Projects from before companies were checked have none, and
 * run on as they were shown to investors.
 */
export async function isOfferHeld(db: Db | Tx, projectId: string): Promise<boolean> {
  const found = await db.companyCase.findUnique({ where: { projectId }, select: { state: true, hold: true } })
  if (!found) return false
  return found.hold !== null || !PROVEN_STATES.some((state) => state === found.state)
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

/** Suspended offers whose investors were not told yet. */
export const untoldSuspensions = (db: Db | Tx) =>
  db.companyCase.findMany({
    where: { state: 'suspended', toldAt: null },
    select: { id: true, projectId: true, suspendedUntil: true },
  })

/** Whose offers count together: `projects` are all of the same owner, `keys` are what two such projects share. */
export type Issuer = { projects: readonly string[]; keys: readonly string[] }

/**
 * Everybody whose offers count as one with a project's: the same applicant (with all their accounts), the same company in the register,
 * or an owner behind both (Regulation (EU) 2020/1503, article 1(2)(c), counts what a project owner offers, not one project).
 */
export async function issuerOf(db: Db | Tx, projectId: string): Promise<Issuer> {
  const company = await db.companyCase.findUnique({
    where: { projectId },
    select: { ownerId: true, mark: true, parties: { where: OWNERS, select: { personId: true } } },
  })
  if (!company) return { projects: [projectId], keys: [`project:${projectId}`] }
  const people = [company.ownerId, ...company.parties.flatMap(({ personId }) => personId ?? [])]
  const accounts = [...new Set([...(await accountsOfPeople(db, people)).values()].flat())]
  const others = await db.companyCase.findMany({
    where: {
      OR: [
        ...(company.mark ? [{ mark: company.mark }] : []),
        { ownerId: { in: accounts } },
        { parties: { some: { ...OWNERS, personId: { in: accounts } } } },
      ],
    },
    select: { projectId: true },
  })
  const keys = [...accounts.map((account) => `person:${account}`), ...(company.mark ? [`company:${company.mark}`] : [])]
  return { projects: [...new Set([projectId, ...others.map((other) => other.projectId)])].sort(), keys: keys.sort() }
}

const OWNERS = { roles: { hasSome: ['owner', 'controller'] } }
