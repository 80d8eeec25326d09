import { DecisionList } from '@/domains/compliance/ui/decision-list'
import { PackButton } from '@/domains/compliance/ui/pack-button'
import { Card, Facts, Heading } from '@/ui/card'
import { When } from '@/ui/when'
import type { StaffCompany } from '../queries/desk'
import { REJECTION_WORDS } from '../rules/review'
import type { CompanyRejection } from '../schema'

const KIND_WORDS: Record<string, string> = {
  'company.approve': 'Approval',
  'company.reject': 'Rejection',
  'company.lift': 'Lifting the suspension',
}

/** What was proposed, confirmed and returned about a company, newest first. */
export function CompanyHistory({ subject, now }: { subject: StaffCompany; now: Date }) {
  const { submittedAt, settledAt, listedAt, suspendedUntil, appealedAt, nextReviewAt, changesNote, decisions } = subject
  const dates = [
    ['Handed in', submittedAt],
    ['Settled', settledAt],
    ['Appealed', appealedAt],
    ['Listed', listedAt],
    ['Yearly look', nextReviewAt],
    ['Suspended until', suspendedUntil],
  ] as const
  return (
    <Card>
      <Heading>History</Heading>
      <Facts
        facts={dates.flatMap(([name, at]) => (at ? [[name, <When key={name} instant={at} now={now} />] as const] : []))}
      />
      {changesNote && <p className="mt-3">The owner was asked: {changesNote}</p>}
      <DecisionList
        decisions={decisions.map(({ id, kind, reason, note, makerName, madeAt, state, checkerName, comment }) => ({
          ...{ id, what: KIND_WORDS[kind], by: makerName, at: madeAt },
          ...{ reason: reason && REJECTION_WORDS[reason as CompanyRejection], note },
          ...{ state, end: checkerName, comment },
        }))}
      />
      {subject.mayConfirm && (
        <div className="mt-4">
          <PackButton caseId={subject.id} of="company" />
        </div>
      )}
    </Card>
  )
}
