import { randomBytes, randomUUID } from 'node:crypto'
import { addDocument } from '@/domains/companies/actions/documents'
import { saveCompany, startCompany, submitCompany } from '@/domains/companies/actions/form'
import { acceptInvitation, inviteParty } from '@/domains/companies/actions/parties'
import { claimCompany, confirmOutcome, proposeOutcome } from '@/domains/companies/actions/review'
import type { Examination } from '@/domains/companies/rules/completeness'
import { COMPANY_CHECKS, type CompanyData, REQUIRED_DOCUMENTS } from '@/domains/companies/schema'
import { blockedCountries } from '@/domains/compliance/rules/served'
import { settleMail } from '@/domains/identity/actions/mail'
import { settleExamination } from '@/domains/vault/actions/examination'
import type { Db, Tx } from '@/server/db'
import { NOW } from './application'
import { jpeg } from './files'
import { clear, foundClean } from './verification'

/** A company in which nothing is missing: one woman owns and leads it. */
export const COMPANY: CompanyData = {
  ...{ legalName: 'Harbour Storage GmbH', tradingNames: ['Harbour'], country: 'DE', registrationNumber: 'HRB 12345 B' },
  ...{ registeredAddress: 'Hafenstraße 1, 10115 Berlin', tradingAddress: 'Hafenstraße 1, 10115 Berlin' },
  ...{ extractDate: '2026-12-01', taxId: 'DE136695976', lei: '5493001KJTIIGC8Y1R12', iban: 'DE89370400440532013000' },
  ...{ fundsSource: 'Savings of the founder, and the income of two years of storage sold.', noOwnerReason: '' },
  people: [{ ref: 'p1', name: 'Canary Zwölfender', email: 'mara@harbour.example', roles: ['director', 'signatory'] }],
  companies: [],
  holdings: [{ owner: 'p1', owned: 'company', shares: '100', votes: '' }],
  declarations: { noRecord: true, notHighRisk: true, noTie: true },
}

/** What it is examined against. */
export const EXAMINATION: Examination = {
  now: NOW,
  documents: REQUIRED_DOCUMENTS,
  threshold: 2_500n,
  blocked: blockedCountries(undefined),
}

/** Each act about one company, in a transaction of its own, as the routers do; `COMPANY` is what is typed unless another is given. */
export function companyActs(db: Db, { projectId, personId, now }: { projectId: string; personId: string; now: Date }) {
  const run = <Result>(act: (tx: Tx) => Promise<Result>) => db.$transaction(act)
  const id = async () => (await db.companyCase.findUniqueOrThrow({ where: { projectId } })).id
  const staff = async (actorId: string) => ({ companyId: await id(), actorId, now })
  const partyAt = async (ref: string) => {
    const where = { companyId_ref: { companyId: await id(), ref } }
    return (await db.companyParty.findUniqueOrThrow({ where })).id
  }
  /** The token of a new invitation, from the mail, which is sent by that. */
  const invitation = async (ref: string): Promise<string> => {
    const partyId = await partyAt(ref)
    await run((tx) => inviteParty(tx, { partyId, personId, now, siteUrl: 'http://127.0.0.1:3000' }))
    const mail = await db.outgoingMail.findFirstOrThrow({ orderBy: { id: 'desc' } })
    await run((tx) => settleMail(tx, { mailId: mail.id, outcome: 'sent', now }))
    return /#token=([\w-]{43})/.exec(mail.text)![1]!
  }
  return {
    ...{ run, id, partyAt, invitation },
    row: () => db.companyCase.findUniqueOrThrow({ where: { projectId } }),
    start: () => run((tx) => startCompany(tx, { projectId, personId, now })),
    save: async (data: CompanyData) => {
      const { id: companyId, version } = await db.companyCase.findUniqueOrThrow({ where: { projectId } })
      return run((tx) => saveCompany(tx, { companyId, personId, now, version, data }))
    },
    send: async (kinds: readonly (typeof REQUIRED_DOCUMENTS)[number][] = REQUIRED_DOCUMENTS) => {
      const companyId = await id()
      for (const kind of kinds) {
        const file = { companyId, personId, now, kind, fileName: `${kind}.jpg`, bytes: jpeg() }
        const documentId = await run((tx) => addDocument(tx, file))
        await run((tx) => settleExamination(tx, { ...foundClean, documentId, now }))
      }
    },
    submit: async () => {
      const companyId = await id()
      await run((tx) => submitCompany(tx, { companyId, personId, now }))
    },
    accept: async (ref: string, account: string) => {
      const token = await invitation(ref)
      await run((tx) => acceptInvitation(tx, { token, personId: account, now }))
    },
    claim: async (actorId: string) => run(async (tx) => claimCompany(tx, await staff(actorId))),
    propose: async (actorId: string) => {
      const approval = { outcome: 'approve' as const, checks: [...COMPANY_CHECKS], note: 'All agrees.' }
      const act = await staff(actorId)
      await run((tx) => proposeOutcome(tx, { ...act, ...approval }))
    },
    confirm: async (actorId: string) => {
      const act = await staff(actorId)
      await run((tx) => confirmOutcome(tx, act))
    },
  }
}

const owners = new WeakMap<Db, Promise<string>>()
/**
 * Somebody who was verified, once in a database: the owner of every company there that has to be there and is not looked at. Where a
 * worker runs, `at` is its present: it gives up a verification that was begun long ago.
 */
export function verifiedOwner(db: Db, at?: Date): Promise<string> {
  const personId = randomUUID()
  const made = owners.get(db) ?? clear(db, personId, at).then(() => personId)
  owners.set(db, made)
  return made
}

/** Leads the company behind a project through its whole check, two people deciding. */
export async function proveCompany(db: Db, about: { projectId: string; personId: string; now: Date }): Promise<void> {
  // Documents are sealed with this key; nothing in a test is kept.
  process.env.DOCUMENT_KEY ??= randomBytes(32).toString('base64')
  const acts = companyActs(db, about)
  const owner = await verifiedOwner(db)
  const reviewer = randomUUID()
  await acts.start()
  await acts.save({ ...COMPANY, extractDate: about.now.toISOString().slice(0, 10) })
  await acts.send()
  await acts.submit()
  await acts.accept('p1', owner)
  await acts.claim(reviewer)
  await acts.propose(reviewer)
  await acts.confirm(randomUUID())
}
