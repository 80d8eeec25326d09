import { regimesOn } from '@/domains/compliance/queries/protection'
import { blockedCountries } from '@/domains/compliance/rules/served'
import { documentsOf, evidenceOf } from '@/domains/vault/queries/documents'
import { openMany } from '@/domains/vault/queries/keys'
import { isRefused } from '@/domains/vault/rules/document'
import type { CompanyCase } from '@/generated/prisma/client'
import type { CanonicalValue } from '@/kit/canonical-json'
import { commitment } from '@/kit/digest'
import type { Db, Tx } from '@/server/db'
import { refuse } from '../rules/case'
import { ownerThreshold } from '../rules/clock'
import type { Examination } from '../rules/completeness'
import { type CompanyData, companyData } from '../schema'

/** A company's case, as log rows, decisions, documents and the vault name it. */
export const companySubject = (companyId: string): `company:${string}` => `company:${companyId}`
/** The vault's name of a company, and the lists': another one each time it was given up and its key shredded. */
export const companyKey = ({ id, keyRound }: Pick<CompanyCase, 'id' | 'keyRound'>): `company:${string}` =>
  keyRound === 0 ? companySubject(id) : `company:${id}/${keyRound}`
/** The vault's name of a company that owns a part of it, by its place in the form. */
export const holderKey = (company: Pick<CompanyCase, 'id' | 'keyRound'>, ref: string): `company:${string}` =>
  `${companyKey(company)}.${ref}`
/** What its form is sealed for. */
export const FORM = 'form'
/** What the words of an appeal are sealed for. */
export const APPEAL = 'appeal'

/** Everything that was typed about a company; null for one that was erased, also where a backup brought its row back. */
export async function formIfKept(
  db: Db | Tx,
  { sealed, ...company }: Pick<CompanyCase, 'id' | 'keyRound' | 'sealed'>,
): Promise<CompanyData | null> {
  if (!sealed) return null
  const [bytes] = await openMany(db, [{ subject: companyKey(company), purpose: FORM, sealed }])
  return bytes ? companyData.parse(JSON.parse(bytes.toString('utf8'))) : null
}

/** What the owner wrote with an appeal; null without one, or where it was erased. */
export async function appealIfKept(
  db: Db | Tx,
  { appeal, ...company }: Pick<CompanyCase, 'id' | 'keyRound' | 'appeal'>,
): Promise<string | null> {
  if (!appeal) return null
  const [bytes] = await openMany(db, [{ subject: companyKey(company), purpose: APPEAL, sealed: appeal }])
  return bytes?.toString('utf8') ?? null
}

/** The same as `formIfKept`; refuses one that was erased. */
export async function openForm(
  db: Db | Tx,
  company: Pick<CompanyCase, 'id' | 'keyRound' | 'sealed'>,
): Promise<CompanyData> {
  const form = await formIfKept(db, company)
  if (!form) throw refuse.noCase()
  return form
}

/** From how much on somebody counts as an owner now. */
export const thresholdNow = async (db: Db | Tx, now: Date): Promise<bigint> => ownerThreshold(await regimesOn(db, now))

/** Everything outside the form that it is examined against. */
export async function examinationOf(db: Db | Tx, companyId: string, now: Date): Promise<Examination> {
  const documents = await documentsOf(db, companySubject(companyId))
  const there = documents.filter(({ state }) => !isRefused(state)).map(({ kind }) => kind)
  const blocked = blockedCountries(process.env.BLOCKED_COUNTRIES)
  return { now, documents: there, threshold: await thresholdNow(db, now), blocked }
}

/** A salted commitment to everything that is judged, as it is now: the form, the documents, the people and the lists. */
export async function reviewedDigest(tx: Tx, company: CompanyCase): Promise<string> {
  const parties = await tx.companyParty.findMany({ where: { companyId: company.id }, orderBy: { ref: 'asc' } })
  const people = parties.map(({ ref, roles, identity, personId }) => ({ ref, roles, identity, personId }))
  const judged = {
    ...{ form: await openForm(tx, company), documents: await evidenceOf(tx, companySubject(company.id)), people },
    lists: [company.screening, company.hold],
  }
  return commitment(company.salt, judged as unknown as CanonicalValue)
}
