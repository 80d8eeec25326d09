import { COMPANY_CHECKS, type CompanyData, REQUIRED_DOCUMENTS } from '@/domains/companies/schema'
import { png } from '@/test/files'
import { canary } from './canaries'
import type { Person } from './people'
import { verify } from './procedures'

/** A company in which nothing is missing; whoever applies owns and leads it. */
export const companyOf = (name: string, today: Date): CompanyData => ({
  ...{ legalName: 'Exemplo Infrastructure Lda', tradingNames: [], country: 'PT', registrationNumber: name },
  ...{
    registeredAddress: canary('Rua do Exemplo 1, 1100-001 Lisboa'),
    tradingAddress: 'Travessa do Exemplo 2, Lisboa',
  },
  ...{
    extractDate: today.toISOString().slice(0, 10),
    taxId: canary('PT501964843'),
    lei: '',
    iban: canary('PT50000201231234567890154'),
  },
  ...{ fundsSource: 'Savings of the founder and the income of two years.', noOwnerReason: '' },
  people: [{ ref: 'p1', name: canary(name), email: canary('founder@example.org'), roles: ['director', 'signatory'] }],
  companies: [],
  holdings: [{ owner: 'p1', owned: 'company', shares: '100', votes: '' }],
  declarations: { noRecord: true, notHighRisk: true, noTie: true },
})

/** Adds the three documents that every company has. */
export async function sendPapers({ api }: Person, companyId: string): Promise<void> {
  await Promise.all(
    REQUIRED_DOCUMENTS.map(async (kind) => {
      const file = { companyId, kind, fileName: canary(`Exemplo ${kind}.png`), bytes: new Uint8Array(png(64, 64)) }
      await api.vault.examine.mutate({ documentId: await api.companies.addDocument.mutate(file) })
    }),
  )
}

/** Two people of the staff approve a company that is in review. */
export async function approveCompany(reviewer: Person, checker: Person, companyId: string): Promise<void> {
  const { claim, propose } = reviewer.api.companies
  await claim.mutate({ companyId })
  await propose.mutate({ companyId, outcome: 'approve', checks: [...COMPANY_CHECKS], note: 'Everything agrees.' })
  await checker.api.companies.confirm.mutate({ companyId })
}

/** Leads the company behind an application through its check: its owner is verified, its papers sent, two people approve it. */
export async function proveCompany(
  issuer: Person,
  staff: readonly [Person, Person],
  applicationId: string,
): Promise<void> {
  const name = 'Mara Example'
  if (!(await issuer.api.compliance.clearance.query())) await verify(issuer, name, ...staff)
  const { now } = await issuer.api.local.time.query()
  const { companyId } = await issuer.api.projects.beginCompany.mutate({ applicationId })
  await issuer.api.companies.save.mutate({ companyId, version: 1, data: companyOf(name, now) })
  await sendPapers(issuer, companyId)
  await issuer.api.companies.submit.mutate({ companyId })
  const own = await issuer.api.companies.own.query({ projectId: applicationId })
  await issuer.api.companies.isMe.mutate({ partyId: own?.parties[0]?.id ?? '' })
  await approveCompany(...staff, companyId)
}
