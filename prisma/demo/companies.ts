import { followCompanies } from '@/domains/companies/jobs'
import { COMPANY_CHECKS, type CompanyData, REQUIRED_DOCUMENTS } from '@/domains/companies/schema'
import { latestMails } from '@/domains/identity/queries'
import { now, refreshClock } from '@/server/clock'
import { createContext } from '@/server/context'
import { database } from '@/server/db'
import { createCaller } from '@/server/router'
import { png } from '@/test/files'
import { verify } from './acts'
import { as, type DemoPerson } from './people'

const founders = new Map<string, DemoPerson>()
const founderOf = ({ name }: DemoPerson): string => `${name.split(' ')[0]} Founder`

/** What a demo company says about itself: one founder owns and leads it, the issuer works for it. */
const companyOf = (issuer: DemoPerson, today: string): CompanyData => ({
  ...{ legalName: `${issuer.name.split(' ')[0]} Infrastructure Lda`, tradingNames: [], country: 'PT' },
  ...{ registrationNumber: `50196484 ${founderOf(issuer)}`, taxId: 'PT501964843', lei: '', noOwnerReason: '' },
  ...{ registeredAddress: 'Rua do Exemplo 1, 1100-001 Lisboa', tradingAddress: 'Rua do Exemplo 1, 1100-001 Lisboa' },
  ...{ extractDate: today, iban: 'PT50000201231234567890154' },
  fundsSource: 'Savings of the founder and the income of two years.',
  people: [
    {
      ...{ ref: 'p1', name: `${founderOf(issuer)} Example`, roles: ['director', 'signatory'] },
      email: `${founderOf(issuer).toLowerCase().replace(' ', '.')}@example.org`,
    },
  ],
  companies: [],
  holdings: [{ owner: 'p1', owned: 'company', shares: '100', votes: '' }],
  declarations: { noRecord: true, notHighRisk: true, noTie: true },
})

/** The founder follows the invitation from their mailbox; the first time that makes their account, and they are verified. */
async function acceptAsFounder(issuer: DemoPerson, staff: readonly [DemoPerson, DemoPerson]): Promise<void> {
  const [mail] = await latestMails(database().db)
  const token = /#token=([\w-]{43})/.exec(mail?.text ?? '')?.[1] ?? ''
  const { path } = await createCaller(await createContext(null)).companies.acceptByMail({ token })
  if (founders.has(issuer.id)) return
  const id = new URLSearchParams(path.split('#')[1]).get('person') ?? ''
  const founder = { ...issuer, id, name: founderOf(issuer), presented: null }
  founders.set(issuer.id, founder)
  await verify(founder, ...staff)
}

/** Hands in the company behind an application: its people are still to come. */
export async function handInCompany(
  issuer: DemoPerson,
  projectId: string,
): Promise<{ companyId: string; partyId: string }> {
  const api = await as(issuer)
  const { companyId } = await api.projects.beginCompany({ applicationId: projectId })
  await refreshClock()
  await api.companies.save({ companyId, version: 1, data: companyOf(issuer, now().toISOString().slice(0, 10)) })
  await Promise.all(
    REQUIRED_DOCUMENTS.map(async (kind) => {
      const file = { companyId, kind, fileName: `${kind}.png`, bytes: new Uint8Array(png(64, 64)) }
      await api.vault.examine({ documentId: await api.companies.addDocument(file) })
    }),
  )
  await api.companies.submit({ companyId })
  const [founder] = (await api.companies.own({ projectId }))?.parties ?? []
  return { companyId, partyId: founder?.id ?? '' }
}

/** Leads the company behind an application through its whole check: papers, its founder's verification, and two people's decision. */
export async function proveCompany(issuer: DemoPerson, projectId: string, staff: readonly [DemoPerson, DemoPerson]) {
  const [reviewer, checker] = staff
  const { companyId, partyId } = await handInCompany(issuer, projectId)
  await (await as(issuer)).companies.invite({ partyId })
  await acceptAsFounder(issuer, staff)
  const first = await as(reviewer)
  await followCompanies(database().db, now())
  await first.companies.claim({ companyId })
  const note = 'Extract, chart and people agree.'
  await first.companies.propose({ companyId, outcome: 'approve', checks: [...COMPANY_CHECKS], note })
  await (await as(checker)).companies.confirm({ companyId })
}
