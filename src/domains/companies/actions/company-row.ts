import { append } from '@/domains/log/actions'
import { sealFor } from '@/domains/vault/actions/keys'
import type { CompanyCase } from '@/generated/prisma/client'
import type { CanonicalValue } from '@/kit/canonical-json'
import type { Tx } from '@/server/db'
import { companyKey, companySubject, FORM } from '../queries/data'
import { refuse } from '../rules/case'
import type { CompanyData } from '../schema'

/** The case, locked until the transaction ends, so that two acts on it happen one after the other. */
export async function lockCompany(tx: Tx, companyId: string): Promise<CompanyCase> {
  await tx.$executeRaw`select from company_case where id = ${companyId}::uuid for update`
  const found = await tx.companyCase.findUnique({ where: { id: companyId } })
  if (!found) throw refuse.noCase()
  return found
}

/** The same for its owner; for anybody else it does not exist. */
export async function lockOwnCompany(tx: Tx, companyId: string, personId: string): Promise<CompanyCase> {
  const company = await lockCompany(tx, companyId)
  if (company.ownerId !== personId) throw refuse.noCase()
  return company
}

/** The case, locked, with everybody who belongs to it. */
export async function lockWithSide(tx: Tx, companyId: string) {
  const company = await lockCompany(tx, companyId)
  const parties = await tx.companyParty.findMany({ where: { companyId }, select: { personId: true } })
  return { ...company, partyIds: parties.flatMap(({ personId }) => personId ?? []) }
}

type CompanyFields = Parameters<Tx['companyCase']['update']>[0]['data']

/** Writes to a locked case and returns it as it is now. */
export const changeCompany = (tx: Tx, id: string, data: CompanyFields): Promise<CompanyCase> =>
  tx.companyCase.update({ where: { id }, data })

/** Nobody has it. */
export const NO_LEASE = { assigneeId: null, leaseUntil: null } as const

/** Its owner, or one of its people, did something, or was asked to: silence begins anew. */
export const touched = (now: Date) => ({ touchedAt: now, reminders: 0 })

/** What was typed, sealed under the company's own key. */
export const sealForm = (tx: Tx, company: Pick<CompanyCase, 'id' | 'keyRound'>, data: CompanyData) =>
  sealFor(tx, companyKey(company), FORM, Buffer.from(JSON.stringify(data)))

/** Records an act on a company. Facts hold commitments and counts only: neither names nor outcomes. */
export const recordCompany = (
  tx: Tx,
  participle: string,
  { companyId, actorId, now }: { companyId: string; actorId: string | null; now: Date },
  facts: { [key: string]: CanonicalValue } = {},
) =>
  append(tx, {
    type: `companies.${participle}`,
    at: now,
    actorId,
    subjects: [companySubject(companyId)],
    facts: { company: companyId, ...facts },
  })
