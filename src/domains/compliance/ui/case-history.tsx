import { Card, Facts, Heading } from '@/ui/card'
import { When } from '@/ui/when'
import type { StaffCase } from '../queries/desk'
import { REJECTION_WORDS, RESUBMISSION_WORDS } from '../rules/words'
import type { RejectionReason } from '../schema'
import { PackButton } from './pack-button'

const DECISION_WORDS: Record<string, string> = {
  confirmed: 'confirmed by',
  returned: 'returned by',
  voided: 'void: what was judged changed or was withdrawn',
  expired: 'over: nobody confirmed it within 72 hours',
}
const KIND_WORDS: Record<string, string> = {
  'case.approve': 'Approval',
  'case.reject': 'Rejection',
  'case.lift': 'Lifting the suspension',
}

/** What was proposed, confirmed, returned and asked for, newest first. */
export function CaseHistory({ subject, now }: { subject: StaffCase; now: Date }) {
  const { submittedAt, settledAt, clearedUntil, erasedAt, asked, askedNote, proposals } = subject
  const dates = [
    ['Handed in', submittedAt],
    ['Settled', settledAt],
    ['Appealed', subject.appealedAt],
    ['Review due', subject.dueAt],
    ['Verified until', clearedUntil],
    ['Evidence erased', erasedAt],
  ] as const
  return (
    <Card>
      <Heading>History</Heading>
      <Facts
        facts={dates.flatMap(([name, at]) => (at ? [[name, <When key={name} instant={at} now={now} />] as const] : []))}
      />
      {subject.isAutomatic && <p className="mt-3">Approved without people: every condition held.</p>}
      {asked.length > 0 && (
        <p className="mt-3">
          The member was asked: {asked.map(({ reason }) => RESUBMISSION_WORDS[reason]).join(' ')} {askedNote}
        </p>
      )}
      <ol className="mt-3 grid gap-4">
        {proposals.map(({ id, kind, reason, note, proposedBy, proposedAt, state, decidedBy, comment, expiresAt }) => (
          <li key={id} className="border-l-2 border-line-strong pl-4">
            <p className="font-medium">
              {KIND_WORDS[kind]} proposed by {proposedBy}
            </p>
            <p className="text-soft">
              <When instant={proposedAt} />
              {state === 'proposed' && (
                <>
                  , counts until <When instant={expiresAt} />
                </>
              )}
            </p>
            {reason && <p>{REJECTION_WORDS[reason as RejectionReason]}</p>}
            {note && <p>{note}</p>}
            {state !== 'proposed' && (
              <p className="mt-1">
                {DECISION_WORDS[state]} {decidedBy} {comment}
              </p>
            )}
          </li>
        ))}
      </ol>
      {subject.mayConfirm && (
        <div className="mt-4">
          <PackButton caseId={subject.id} />
        </div>
      )}
    </Card>
  )
}
