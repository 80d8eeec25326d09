import { Card, Facts, Heading } from '@/ui/card'
import { When } from '@/ui/when'
import type { StaffCase } from '../queries/desk'
import { REJECTION_WORDS, RESUBMISSION_WORDS } from '../rules/words'
import type { RejectionReason } from '../schema'
import { DecisionList } from './decision-list'
import { PackButton } from './pack-button'

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
      <DecisionList
        decisions={proposals.map(({ id, kind, reason, note, proposedBy, proposedAt, state, decidedBy, ...rest }) => ({
          ...{ id, what: KIND_WORDS[kind], by: proposedBy, at: proposedAt, until: rest.expiresAt },
          ...{ reason: reason && REJECTION_WORDS[reason as RejectionReason], note },
          ...{ state, end: decidedBy, comment: rest.comment },
        }))}
      />
      {subject.mayConfirm && (
        <div className="mt-4">
          <PackButton caseId={subject.id} />
        </div>
      )}
    </Card>
  )
}
