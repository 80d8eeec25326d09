import { PackButton } from '@/domains/compliance/ui/pack-button'
import { Card, Facts, Heading } from '@/ui/card'
import { When } from '@/ui/when'
import type { StaffCompany } from '../queries/desk'
import { REJECTION_WORDS } from '../rules/review'
import type { CompanyRejection } from '../schema'

const STATE_WORDS: Record<string, string> = {
  confirmed: 'confirmed by',
  returned: 'returned by',
  voided: 'void: what was judged changed or was withdrawn',
  expired: 'over: nobody confirmed it within 72 hours',
}
const KIND_WORDS: Record<string, string> = {
  'company.approve': 'Approval',
  'company.reject': 'Rejection',
  'company.lift': 'Lifting the suspension',
}

/** What was proposed, confirmed and returned about a company, newest first. */
export function CompanyHistory({ subject, now }: { subject: StaffCompany; now: Date }) {
  const { submittedAt, settledAt, listedAt, suspendedUntil, changesNote, decisions } = subject
  const dates = [
    ['Handed in', submittedAt],
    ['Settled', settledAt],
    ['Listed', listedAt],
    ['Suspended until', suspendedUntil],
  ] as const
  return (
    <Card>
      <Heading>History</Heading>
      <Facts
        facts={dates.flatMap(([name, at]) => (at ? [[name, <When key={name} instant={at} now={now} />] as const] : []))}
      />
      {changesNote && <p className="mt-3">The owner was asked: {changesNote}</p>}
      <ol className="mt-3 grid gap-4">
        {decisions.map(({ id, kind, reason, note, makerName, madeAt, state, checkerName, comment }) => (
          <li key={id} className="border-l-2 border-line-strong pl-4">
            <p className="font-medium">
              {KIND_WORDS[kind]} proposed by {makerName}
            </p>
            <p className="text-soft">
              <When instant={madeAt} />
            </p>
            {reason && <p>{REJECTION_WORDS[reason as CompanyRejection]}</p>}
            {note && <p>{note}</p>}
            {state !== 'proposed' && (
              <p className="mt-1">
                {STATE_WORDS[state]} {checkerName} {comment}
              </p>
            )}
          </li>
        ))}
      </ol>
      {subject.mayConfirm && (
        <div className="mt-4">
          <PackButton caseId={subject.id} of="company" />
        </div>
      )}
    </Card>
  )
}
