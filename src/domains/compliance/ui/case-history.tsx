import { Card, Facts, Heading } from '@/ui/card'
import { When } from '@/ui/when'
import type { StaffCase } from '../queries/cases'
import { REJECTION_WORDS, RESUBMISSION_WORDS } from '../rules/words'
import type { RejectionReason } from '../schema'

const DECISION_WORDS: Record<string, string> = {
  confirmed: 'confirmed by',
  returned: 'returned by',
  void: 'void: the member withdrew',
}

/** What was proposed, confirmed, returned and asked for, newest first. */
export function CaseHistory({ subject, now }: { subject: StaffCase; now: Date }) {
  const { submittedAt, settledAt, clearedUntil, erasedAt, lastRequest, proposals } = subject
  const dates = [
    ['Handed in', submittedAt],
    ['Settled', settledAt],
    ['Verified until', clearedUntil],
    ['Evidence erased', erasedAt],
  ] as const
  return (
    <Card>
      <Heading>History</Heading>
      <Facts
        facts={dates.flatMap(([name, at]) => (at ? [[name, <When key={name} instant={at} now={now} />] as const] : []))}
      />
      {lastRequest && (
        <p className="mt-3">
          The member was asked: {RESUBMISSION_WORDS[lastRequest.reason]} {lastRequest.note}
        </p>
      )}
      <ol className="mt-3 grid gap-4">
        {proposals.map(({ outcome, reason, note, proposedBy, proposedAt, decision, decidedBy, decisionNote }) => (
          <li key={proposedAt.toISOString()} className="border-l-2 border-line-strong pl-4">
            <p className="font-medium">
              {outcome === 'approve' ? 'Approval' : 'Rejection'} proposed by {proposedBy}
            </p>
            <p className="text-soft">
              <When instant={proposedAt} />
            </p>
            {reason && <p>{REJECTION_WORDS[reason as RejectionReason]}</p>}
            {note && <p>{note}</p>}
            {decision && (
              <p className="mt-1">
                {DECISION_WORDS[decision]} {decidedBy} {decisionNote}
              </p>
            )}
          </li>
        ))}
      </ol>
    </Card>
  )
}
