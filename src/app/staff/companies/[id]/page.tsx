import { STATE_WORDS } from '@/domains/companies/rules/case'
import { CompanyDecision } from '@/domains/companies/ui/decision'
import { EvidenceOfCompany } from '@/domains/companies/ui/evidence'
import { CompanyHistory } from '@/domains/companies/ui/history'
import { Allowed } from '@/domains/compliance/ui/allowed'
import { orNotFound, staffPage } from '@/server/page'
import { Badge } from '@/ui/badge'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'

export const metadata = { title: 'One company' }

/** One company: the evidence on the left, the decision on the right. Opening it is recorded. */
export default async function StaffCompanyPage({ params }: { params: Promise<{ id: string }> }) {
  const { id: companyId } = await params
  const { api, now } = await staffPage(`/staff/companies/${companyId}`, 'reviewer', 'checker')
  const subject = await orNotFound(api.companies.staffCompany({ companyId }))
  return (
    <PageFrame
      title={`Company ${companyId.slice(-8)}`}
      lead={<Badge>{STATE_WORDS[subject.state]}</Badge>}
      back={{ href: '/staff/companies', label: 'Companies' }}
    >
      <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(20rem,2fr)]">
        <Loaded what="the evidence" load={() => api.companies.openEvidence({ companyId })}>
          {(evidence) => <EvidenceOfCompany evidence={evidence} subject={subject} />}
        </Loaded>
        <div className="grid gap-6 lg:sticky lg:top-6">
          <CompanyDecision subject={subject} />
          <CompanyHistory subject={subject} now={now} />
          {subject.access && <Allowed door={{ of: 'company', id: companyId }} access={subject.access} />}
        </div>
      </div>
    </PageFrame>
  )
}
