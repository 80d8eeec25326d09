import type { Metadata } from 'next'
import { HISTORY_WORDS } from '@/domains/complaints/rules'
import { Standing } from '@/domains/complaints/ui/complaint-view'
import { HandleComplaint } from '@/domains/complaints/ui/handle'
import { orNotFound, staffPage } from '@/server/page'
import { Card, Facts, Heading } from '@/ui/card'
import { PageFrame } from '@/ui/page'
import { When } from '@/ui/when'

export const metadata: Metadata = { title: 'One complaint' }

/** One complaint: what was written on the left, how far it has come on the right. */
export default async function StaffComplaintPage({ params }: { params: Promise<{ id: string }> }) {
  const { id: complaintId } = await params
  const { api, now } = await staffPage(`/staff/complaints/${complaintId}`, 'reviewer', 'checker')
  const complaint = await orNotFound(api.complaints.staffComplaint({ complaintId }))
  return (
    <PageFrame title={`Complaint ${complaintId.slice(-8)}`} back={{ href: '/staff/complaints', label: 'Complaints' }}>
      <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(20rem,2fr)]">
        <div className="grid gap-6">
          <HandleComplaint complaint={complaint} />
        </div>
        <Card>
          <Heading>How far it has come</Heading>
          <Standing complaint={complaint} now={now} />
          <div className="mt-4">
            <Facts
              facts={[
                ['From', complaint.isMember ? 'somebody signed in' : 'somebody with a key'],
                ['Times by', `${complaint.regime}, version ${complaint.ruleVersion}`],
                ...complaint.acts.map(
                  ({ id, kind, at, by }) =>
                    [[HISTORY_WORDS[kind], by].filter(Boolean).join(', '), <When key={id} instant={at} />] as const,
                ),
              ]}
            />
          </div>
        </Card>
      </div>
    </PageFrame>
  )
}
