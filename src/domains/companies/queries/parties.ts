import { verificationStates } from '@/domains/compliance/queries/person'
import { accountsOfPeople } from '@/domains/identity/queries/marks'
import { insidersAmong } from '@/domains/identity/queries/person'
import type { CompanyParty } from '@/generated/prisma/client'
import type { Db, Tx } from '@/server/db'
import { type PartyFacts, standingOf } from '../rules/parties'

/** A person of a company with everything that decides about them. */
export type PartyWithFacts = CompanyParty & PartyFacts

/** The accounts of everybody who accepted to be of a project's company. */
export async function peopleBehind(db: Db | Tx, projectId: string): Promise<string[]> {
  const where = { company: { projectId }, personId: { not: null } }
  const parties = await db.companyParty.findMany({ where, select: { personId: true } })
  return parties.flatMap(({ personId }) => personId ?? [])
}

/** The people of a company, each with where they stand now. Whoever has a staff role or a stored tie to this platform, with this account or another, counts as one who works here. */
export async function partiesWithFacts(db: Db | Tx, companyId: string, now: Date): Promise<PartyWithFacts[]> {
  const parties = await db.companyParty.findMany({ where: { companyId }, orderBy: { ref: 'asc' } })
  const accounts = parties.flatMap(({ personId }) => personId ?? [])
  const same = await accountsOfPeople(db, accounts)
  const [states, staff] = await Promise.all([
    verificationStates(db, accounts),
    insidersAmong(db, [...same.values()].flat()),
  ])
  return parties.map((party) => {
    const { personId, invitationHash, invitedUntil } = party
    const invited = invitationHash !== null && invitedUntil !== null && now < invitedUntil
    const standing = standingOf({ bound: personId !== null, invited, states: states.get(personId ?? '') ?? [] })
    const theirs = same.get(personId ?? '') ?? []
    return { ...party, standing, worksHere: theirs.some((account) => staff.has(account)) }
  })
}
