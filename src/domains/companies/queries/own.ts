import { documentsOf } from '@/domains/vault/queries/documents'
import { isRefused } from '@/domains/vault/rules/document'
import { nextState } from '@/kit/transition'
import type { Db, Tx } from '@/server/db'
import {
  CHANGEABLE_STATES,
  COMPANY_TABLE,
  EDITABLE_STATES,
  OWNER_STANDING,
  OWNER_WORDS,
  type OwnerStanding,
} from '../rules/case'
import { appealUntil, reviewsToldOf } from '../rules/clock'
import { companyProblems } from '../rules/completeness'
import { chartProblems, type Problem, partiesOf } from '../rules/ownership'
import { PARTY_WORDS } from '../rules/parties'
import { shareWords } from '../rules/share'
import type { CompanyData, PartyRole } from '../schema'
import { appealIfKept, companyKey, companySubject, examinationOf, formIfKept, openForm, thresholdNow } from './data'
import { partiesWithFacts } from './parties'

type Named = { ref: string; name: string; roles: PartyRole[]; shares: string }
type OwnParty = {
  id: string
  name: string
  email: string
  roles: PartyRole[]
  words: string
  /** Whether they can be invited, or say themselves that it is them; whether this account accepted. */
  isOpen: boolean
  isYou: boolean
  invitedUntil: Date | null
}

/** A company in the eyes of its owner: what they typed, what is missing, and its people. Holds and hits are not in it (E19). */
export type OwnCompany = {
  id: string
  words: string
  isEditable: boolean
  standing: OwnerStanding
  /** Whether changing something now takes an approval away. */
  isChangeable: boolean
  version: number
  form: CompanyData
  problems: Problem[]
  changesNote: string | null
  documents: Awaited<ReturnType<typeof documentsOf>>
  /** Who would have to be verified as the form stands; null while the chart has problems. */
  foreseen: Named[] | null
  parties: OwnParty[]
  mayWithdraw: boolean
  /** Until when a second look may be asked for; null where it may not. */
  appealUntil: Date | null
  /** A year after the approval, where it is close: from then on nothing new is taken until it is approved again. */
  reviewAt: Date | null
}

/** The company behind one's own application; null where its check never began or nothing of it is left. */
export async function ownCompany(
  db: Db | Tx,
  { projectId, personId, now }: { projectId: string; personId: string; now: Date },
): Promise<OwnCompany | null> {
  const company = await db.companyCase.findFirst({ where: { projectId, ownerId: personId } })
  if (!company?.sealed || company.state === 'withdrawn' || company.state === 'abandoned') return null
  const { id, state, version, changesNote } = company
  const form = await openForm(db, company)
  const isEditable = EDITABLE_STATES.some((one) => one === state)
  const people = new Map(form.people.map((person) => [person.ref, person]))
  const parties = isEditable ? [] : await partiesWithFacts(db, id, now)
  const isApproved = company.approvalId !== null && !isEditable
  // A company whose people were all verified once looks as if staff were at it, whatever holds it.
  const seems = state === 'parties' && parties.every((party) => PARTY_WORDS[party.standing] === 'verified')
  const standing = seems ? 'review' : OWNER_STANDING[state]
  return {
    ...{ id, version, form, changesNote, isEditable, words: seems ? OWNER_WORDS.in_review : OWNER_WORDS[state] },
    standing,
    isChangeable: CHANGEABLE_STATES.some((one) => one === state),
    problems: isEditable ? companyProblems(form, await examinationOf(db, id, now)) : [],
    documents: (await documentsOf(db, companySubject(id))).filter((one) => isEditable || !isRefused(one.state)),
    foreseen: isEditable ? await foresee(db, form, now) : null,
    parties: parties.map((party) => ({
      ...{ id: party.id, roles: party.roles as PartyRole[] },
      // Once all were verified nothing that happens to one of them is told to another.
      words: PARTY_WORDS[isApproved ? 'approved' : party.standing],
      ...{ name: people.get(party.ref)?.name ?? '', email: people.get(party.ref)?.email ?? '' },
      ...{ isOpen: party.personId === null, isYou: party.personId === personId, invitedUntil: party.invitedUntil },
    })),
    appealUntil: openAppeal(company, now),
    reviewAt: company.nextReviewAt && company.nextReviewAt <= reviewsToldOf(now) ? company.nextReviewAt : null,
    mayWithdraw: company.approvalId === null && nextState(COMPANY_TABLE, state, 'withdraw') !== undefined,
  }
}

function openAppeal(company: Parameters<typeof appealUntil>[0], now: Date): Date | null {
  const until = appealUntil(company)
  return until && now < until ? until : null
}

async function foresee(db: Db | Tx, form: CompanyData, now: Date): Promise<Named[] | null> {
  if (chartProblems(form).length > 0) return null
  const { parties } = partiesOf(form, await thresholdNow(db, now))
  return parties.map(({ ref, roles, shares }) => ({
    ...{ ref, roles, shares: shareWords(shares) },
    name: form.people.find((person) => person.ref === ref)?.name || 'Somebody without a name',
  }))
}

/** Whether somebody ever handed in a company, and whether one of theirs is on its way, offered, or suspended. */
export async function companyFacts(db: Db | Tx, ownerId: string) {
  const handedIn = await db.companyCase.count({ where: { ownerId, submittedAt: { not: null } } })
  const over = ['draft', 'rejected', 'withdrawn', 'erased', 'offer_cancelled', 'closed_failed', 'monitored'] as const
  const open = await db.companyCase.count({ where: { ownerId, state: { notIn: [...over] } } })
  return { hasRecords: handedIn > 0, hasOpenBusiness: open > 0 }
}

/** The companies in which somebody has a part, for their own data: never the company's own. */
export function partsOf(db: Db | Tx, personId: string) {
  return db.companyParty.findMany({ where: { personId }, select: { roles: true, acceptedAt: true } })
}

/** What somebody typed about companies of theirs, for themselves. */
export async function companyData(db: Db | Tx, personId: string) {
  const companies = await db.companyCase.findMany({ where: { ownerId: personId, erasedAt: null } })
  const forms = companies.map(async (company) => ({
    ...{ projectId: company.projectId, startedAt: company.startedAt, submittedAt: company.submittedAt },
    form: await formIfKept(db, company),
    appeal: await appealIfKept(db, company),
  }))
  return { companies: await Promise.all(forms), companyParts: await partsOf(db, personId) }
}

/** The vault's names of somebody's documents about companies. */
export async function companySubjects(db: Db | Tx, personId: string) {
  const where = { ownerId: personId }
  const companies = await db.companyCase.findMany({ where, select: { id: true, keyRound: true } })
  return companies.map(companyKey)
}
