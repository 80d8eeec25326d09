import { CompanyDesk } from '@/domains/companies/ui/desk'
import { ClosedDoors } from '@/domains/compliance/ui/closed-doors'
import { staffPage } from '@/server/page'
import { hasRole } from '@/server/viewer'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'

export const metadata = { title: 'Companies' }

/** The companies that staff have before them: held ones first, then the longest wait. */
export default async function CompaniesPage() {
  const { api, now, viewer } = await staffPage('/staff/companies', 'reviewer', 'checker')
  return (
    <PageFrame
      title="Companies"
      back={{ href: '/staff', label: 'Staff' }}
      lead="Companies behind projects. Held ones come first, then the longest wait."
    >
      <Loaded what="the queue" load={() => api.companies.queue()}>
        {(companies) => <CompanyDesk companies={companies} now={now} />}
      </Loaded>
      {hasRole(viewer, 'checker') && (
        <Loaded what="closed companies" load={() => api.companies.closed()}>
          {(doors) => <ClosedDoors of="company" doors={doors} />}
        </Loaded>
      )}
    </PageFrame>
  )
}
