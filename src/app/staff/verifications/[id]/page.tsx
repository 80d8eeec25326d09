import { STATE_WORDS } from '@/domains/compliance/rules/case'
import { Allowed } from '@/domains/compliance/ui/allowed'
import { CaseHistory } from '@/domains/compliance/ui/case-history'
import { Decision } from '@/domains/compliance/ui/decision'
import { EvidenceView } from '@/domains/compliance/ui/evidence-view'
import { orNotFound, staffPage } from '@/server/page'
import { Badge } from '@/ui/badge'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'

export const metadata = { title: 'One verification' }

/** One case: the evidence on the left, the decision on the right. Opening it is recorded. */
export default async function VerificationPage({ params }: { params: Promise<{ id: string }> }) {
  const { id: caseId } = await params
  const { api, now } = await staffPage(`/staff/verifications/${caseId}`, 'reviewer', 'checker')
  const subject = await orNotFound(api.compliance.staffCase({ caseId }))
  return (
    <PageFrame
      title={`Verification ${caseId.slice(-8)}`}
      lead={<Badge>{STATE_WORDS[subject.state]}</Badge>}
      back={{ href: '/staff/verifications', label: 'Verifications' }}
    >
      <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(20rem,2fr)]">
        <Loaded what="the evidence" load={() => api.compliance.openEvidence({ caseId })}>
          {(evidence) => <EvidenceView evidence={evidence} subject={subject} now={now} />}
        </Loaded>
        <div className="grid gap-6 lg:sticky lg:top-6">
          <Decision subject={subject} />
          <CaseHistory subject={subject} now={now} />
          {subject.access && <Allowed door={{ of: 'case', id: caseId }} access={subject.access} />}
        </div>
      </div>
    </PageFrame>
  )
}
