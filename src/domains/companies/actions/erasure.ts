import { forgetOpenings } from '@/domains/compliance/actions/access'
import { forgetWords } from '@/domains/identity/actions/decisions'
import { eraseDocumentsOf } from '@/domains/vault/actions/documents'
import { shred } from '@/domains/vault/actions/keys'
import { keysBelow } from '@/domains/vault/queries/keys'
import type { Subject } from '@/domains/vault/schema'
import type { CompanyCase } from '@/generated/prisma/client'
import type { Tx } from '@/server/db'
import { companyKey, companySubject, formIfKept, holderKey } from '../queries/data'
import { step } from '../rules/case'
import { changeCompany, lockCompany, NO_LEASE, recordCompany } from './company-row'

type Person = { personId: string; now: Date }

/**
 * Erases what somebody typed and sent about their companies, with the keys that opened it, also what was compared with lists; and takes
 * them out of companies of others. States, codes and the people who decided remain.
 */
export async function forgetOwner(tx: Tx, { personId, now }: Person): Promise<void> {
  const companies = await tx.companyCase.findMany({
    where: { ownerId: personId, erasedAt: null },
    select: { id: true },
  })
  for (const { id } of companies) await eraseCompany(tx, { companyId: id, now })
  const gone = { personId: null, acceptedAt: null }
  await tx.companyParty.updateMany({ where: { personId }, data: gone })
}

/** The vault's keys of a company: its own, and those of the companies that own it, whether its form still names them or not. */
export async function keysOfCompany(tx: Tx, company: CompanyCase): Promise<Subject[]> {
  const own = companyKey(company)
  const named = (await formIfKept(tx, company))?.companies.map(({ ref }) => holderKey(company, ref)) ?? []
  return [...new Set([own, ...named, ...(await keysBelow(tx, own))])]
}

async function eraseCompany(tx: Tx, { companyId, now }: { companyId: string; now: Date }): Promise<void> {
  const company = await lockCompany(tx, companyId)
  const subject = companySubject(companyId)
  const keys = await keysOfCompany(tx, company)
  await eraseDocumentsOf(tx, { subject, actorId: null, now })
  await forgetWords(tx, subject)
  await forgetOpenings(tx, subject, now)
  await tx.companyParty.deleteMany({ where: { companyId } })
  const words = { changesNote: null, appeal: null, suspension: null, suspendedUntil: null }
  const nothing = { sealed: null, salt: null, mark: null, ...words, ...NO_LEASE }
  await changeCompany(tx, companyId, { ...nothing, state: step(company.state, 'erase'), erasedAt: now })
  for (const one of keys) await shred(tx, { subject: one, actorId: null, now })
  await recordCompany(tx, 'erased', { companyId, actorId: null, now })
}
