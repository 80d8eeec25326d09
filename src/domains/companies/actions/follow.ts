import { voidProposal } from '@/domains/identity/actions/decisions'
import { screenSubject } from '@/domains/screening/actions/subjects'
import { listStanding } from '@/domains/screening/queries/standing'
import type { Compared } from '@/domains/screening/schema'
import { allClean } from '@/domains/vault/queries/documents'
import type { CompanyCase } from '@/generated/prisma/client'
import { plainNumber } from '@/kit/check-digits'
import type { Tx } from '@/server/db'
import { companyKey, companySubject, examinationOf, holderKey, openForm, thresholdNow } from '../queries/data'
import { partiesWithFacts } from '../queries/parties'
import { type CompanyEvent, FOLLOWED_STATES, step } from '../rules/case'
import { companyProblems } from '../rules/completeness'
import { holdersOf } from '../rules/ownership'
import { partiesVerdict } from '../rules/parties'
import { changeCompany, lockCompany, NO_LEASE, recordCompany, touched } from './company-row'

type At = { companyId: string; now: Date }

/**
 * Moves a company as far as documents, people, lists and time let it: called after every act that may matter, and by the worker.
 * Returns whether anything changed. Nothing here decides for anybody: approvals are two people's.
 */
export async function followCompany(tx: Tx, { companyId, now }: At): Promise<boolean> {
  let company = await lockCompany(tx, companyId)
  let moved = false
  // Each turn takes one edge of the table; there are fewer of them than this on any way to a state that waits.
  for (let turns = 0; turns < 8; turns += 1) {
    const next = FOLLOWED_STATES.some((state) => state === company.state) ? await turn(tx, company, now) : null
    if (!next) return moved
    company = next
    moved = true
  }
  return moved
}

async function turn(tx: Tx, company: CompanyCase, now: Date): Promise<CompanyCase | null> {
  if (company.state === 'submitted')
    return (await allClean(tx, companySubject(company.id))) ? move(tx, company, 'examine') : null
  if (company.state === 'completeness') return examine(tx, company, now)
  if (company.state === 'closed_funded' || company.state === 'closed_failed') return move(tx, company, 'monitor')
  if (company.state === 'suspended' && company.suspendedUntil && company.suspendedUntil <= now)
    return cancel(tx, company, now)
  return followPeople(tx, company, now)
}

const move = (
  tx: Tx,
  { id, state }: CompanyCase,
  event: CompanyEvent,
  more: Parameters<typeof changeCompany>[2] = {},
) => changeCompany(tx, id, { ...more, state: step(state, event) })

/** Everything is asked once more when the documents are examined: one may have been refused, an extract may have aged. */
async function examine(tx: Tx, company: CompanyCase, now: Date): Promise<CompanyCase> {
  const problems = companyProblems(await openForm(tx, company), await examinationOf(tx, company.id, now))
  return move(tx, company, problems.length === 0 ? 'complete' : 'incomplete', touched(now))
}

/** Regulation (EU) 2020/1503, article 23(12): what was not mended within 30 days is cancelled. */
async function cancel(tx: Tx, company: CompanyCase, now: Date): Promise<CompanyCase> {
  await voidProposal(tx, { subject: companySubject(company.id), now })
  const cancelled = await move(tx, company, 'suspension_over', { suspendedUntil: null, settledAt: now, toldAt: null })
  await recordCompany(tx, 'offerCancelled', { companyId: company.id, actorId: null, now })
  return cancelled
}

/** One who was refused or suspended, or a hit, holds a company in every state; before its approval it waits for everybody. */
async function followPeople(tx: Tx, company: CompanyCase, now: Date): Promise<CompanyCase | null> {
  const verdict = partiesVerdict(await partiesWithFacts(tx, company.id, now))
  if (company.state === 'parties') {
    if (verdict.decided && !verdict.held)
      return screen(tx, await move(tx, company, 'parties_decided', { hold: null }), now)
    return keepHold(tx, company, verdict.held ? 'party' : null)
  }
  const isOpen = company.state === 'screening' || company.state === 'in_review' || company.state === 'pending_second'
  if (isOpen && (verdict.held || !verdict.decided)) return back(tx, company, verdict.held, now)
  const lists = await listsAbout(tx, company, now)
  if (isOpen) return followLists(tx, company, lists, now)
  return keepHold(tx, company, verdict.held ? 'party' : lists === 'candidates' ? 'screening' : null)
}

async function keepHold(tx: Tx, company: CompanyCase, hold: string | null): Promise<CompanyCase | null> {
  return company.hold === hold ? null : changeCompany(tx, company.id, { hold })
}

async function back(tx: Tx, company: CompanyCase, held: boolean, now: Date): Promise<CompanyCase> {
  await voidProposal(tx, { subject: companySubject(company.id), now })
  return move(tx, company, 'party_open', { hold: held ? 'party' : null, ...NO_LEASE, ...touched(now) })
}

async function followLists(tx: Tx, company: CompanyCase, lists: ListsSay, now: Date): Promise<CompanyCase | null> {
  const { state, hold, screening } = company
  if (lists === 'waits') return null
  const found = { screening: lists, hold: lists === 'candidates' ? 'screening' : null }
  if (state === 'screening') return move(tx, company, lists === 'candidates' ? 'candidates' : 'screened', found)
  if (found.screening === screening && found.hold === hold) return null
  if (state === 'in_review') return changeCompany(tx, company.id, found)
  await voidProposal(tx, { subject: companySubject(company.id), now })
  return move(tx, company, 'void', { ...found, ...NO_LEASE })
}

type ListsSay = 'clear' | 'candidates' | 'waits'

/** Everything of a company that is compared: itself under all its names, and the companies that hold as much as an owner. */
async function comparedOf(tx: Tx, company: CompanyCase, now: Date): Promise<{ key: string; compared: Compared }[]> {
  const form = await openForm(tx, company)
  const common = { kind: 'organisation' as const, dateOfBirth: null, gender: null }
  const registered = (country: string, number: string) => ({
    ...{ countries: [country], identifiers: [{ kind: 'registration' as const, value: plainNumber(number), country }] },
  })
  const names = [form.legalName, ...form.tradingNames]
  const itself = { ...common, names, ...registered(form.country, form.registrationNumber) }
  const holders = holdersOf(form, await thresholdNow(tx, now)).flatMap((ref) => {
    const found = form.companies.find((one) => one.ref === ref)
    if (!found) return []
    const compared = { ...common, names: [found.name], ...registered(found.country, found.registrationNumber) }
    return [{ key: holderKey(company, ref), compared }]
  })
  return [{ key: companyKey(company), compared: itself }, ...holders]
}

async function screen(tx: Tx, company: CompanyCase, now: Date): Promise<CompanyCase> {
  for (const { key, compared } of await comparedOf(tx, company, now))
    await screenSubject(tx, { key, compared, cause: 'submitted', allowedIds: company.allowedIds }, now)
  return company
}

/** What the lists say of all of them together. Whoever may be meant holds it, a comparison that failed is waited for. */
async function listsAbout(tx: Tx, company: CompanyCase, now: Date): Promise<ListsSay> {
  const keys = (await comparedOf(tx, company, now)).map(({ key }) => key)
  const standings = await Promise.all(keys.map((key) => listStanding(tx, key)))
  if (standings.some((standing) => standing === 'candidates' || standing === 'confirmed')) return 'candidates'
  return standings.every((standing) => standing === 'clear') ? 'clear' : 'waits'
}
