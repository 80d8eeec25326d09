import { BeforeCompany } from '@/domains/companies/ui/before'
import { Company } from '@/domains/companies/ui/company'
import { COUNTRY_CODES, countryName } from '@/kit/country'
import { memberPage, orNotFound } from '@/server/page'
import { Badge } from '@/ui/badge'
import { PageFrame } from '@/ui/page'

export const metadata = { title: 'Company' }

const countries = COUNTRY_CODES.map((code) => ({ code, name: countryName(code) })).sort((a, b) =>
  a.name.localeCompare(b.name, 'en'),
)

/** The company behind one's own application: what is asked, what is missing, who has to be verified, and what came of it. */
export default async function CompanyPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  const { api } = await memberPage(`/apply/${id}/company`)
  const { title } = await orNotFound(api.projects.application({ applicationId: id }))
  const company = await orNotFound(api.companies.own({ projectId: id }))
  return (
    <PageFrame
      title="Company"
      lead={company ? <Badge>{company.words}</Badge> : `Who is behind ${title || 'this project'}.`}
      back={{ href: `/apply/${id}`, label: title || 'Application' }}
    >
      {company ? <Company company={company} countries={countries} /> : <BeforeCompany applicationId={id} />}
    </PageFrame>
  )
}
