'use client'
import { useState } from 'react'
import { Alert, Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Facts, Heading } from '@/ui/card'
import { Field, Textarea } from '@/ui/field'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import type { ApplicationState } from '../rules/application'
import type { Outcome, ReviewReason } from '../schema/review'
import { ReviewProposal } from './review-proposal'
import { ReviewSheet, type SheetMarks } from './review-sheet'
import { OUTCOME_WORDS, reasonWords } from './review-words'
import { useAct } from './use-act'

export type OpenDecision = {
  id: string
  outcome: Outcome
  reasons: ReviewReason[]
  message: string
  proposedBy: string
  proposer: string | null
}

type Props = {
  applicationId: string
  state: ApplicationState
  viewer: { personId: string; isChecker: boolean }
  assignee: { id: string; name: string | null } | null
  sheet: SheetMarks
  open: OpenDecision | null
}

/** The right side of a review: take it, mark it, propose; or confirm what another person proposed. */
export const ReviewDesk = (props: Props) => (
  <TrpcProvider>
    <Desk {...props} />
  </TrpcProvider>
)

function Desk({ applicationId, state, viewer, assignee, sheet, open }: Props) {
  const mine = assignee?.id === viewer.personId
  return (
    <div className="grid gap-6">
      {(state === 'submitted' || state === 'in_review') && (
        <Assignment applicationId={applicationId} mine={mine} holder={assignee?.name ?? null} />
      )}
      {state === 'in_review' && mine && <ReviewSheet applicationId={applicationId} initial={sheet} />}
      {state === 'in_review' && mine && <ReviewProposal applicationId={applicationId} />}
      {open && <Verdict decision={open} viewer={viewer} />}
    </div>
  )
}

function Assignment({ applicationId, mine, holder }: { applicationId: string; mine: boolean; holder: string | null }) {
  const client = useTRPCClient()
  const { act, running, error } = useAct()
  const claim = () => act('claim', () => client.projects.claim.mutate({ applicationId }))
  const unclaim = () => act('unclaim', () => client.projects.unclaim.mutate({ applicationId }))
  return (
    <Card>
      <Heading>Assignment</Heading>
      <p className="mb-3">
        {mine ? 'You have this application for a day.' : holder ? `${holder} has it.` : 'Nobody has it yet.'}
      </p>
      {error && <Alert tone="bad" title={error.message} />}
      {mine ? (
        <Button look="secondary" onClick={unclaim} busy={running === 'unclaim'}>
          Give it back
        </Button>
      ) : (
        <Button onClick={claim} busy={running === 'claim'} disabled={holder !== null}>
          Take it for review
        </Button>
      )}
    </Card>
  )
}

/** The proposed decision, and the second person's two buttons. */
function Verdict({ decision, viewer }: { decision: OpenDecision; viewer: Props['viewer'] }) {
  const client = useTRPCClient()
  const { act, running, error } = useAct()
  const [comment, setComment] = useState('')
  const decide = (verdict: 'confirm' | 'return') =>
    act(verdict, () => client.projects.decide.mutate({ decisionId: decision.id, verdict, comment }))
  const may = viewer.isChecker && decision.proposedBy !== viewer.personId
  const words = OUTCOME_WORDS[decision.outcome]
  return (
    <Card>
      <Heading>Proposed: {words}</Heading>
      <Facts facts={[['Proposed by', decision.proposer ?? 'a reviewer']]} />
      <ul className="my-3 grid gap-2">
        {decision.reasons.map((reason) => (
          <li key={`${reason.section}/${reason.code}`}>
            <Badge>{reason.section}</Badge> {reasonWords(reason)}
            {reason.text && <span className="block text-soft">{reason.text}</span>}
          </li>
        ))}
      </ul>
      <p className="mb-4 border-l-2 border-line-strong pl-3 whitespace-pre-line">{decision.message}</p>
      {!may && (
        <Alert
          title={
            viewer.isChecker
              ? 'You proposed this: another person must confirm it.'
              : 'A checker must confirm this decision.'
          }
        />
      )}
      {may && (
        <div className="grid gap-4">
          <Field label="Comment for the reviewer" hint="Needed when you return it." optional>
            {(control) => (
              <Textarea {...control} value={comment} onChange={(event) => setComment(event.target.value)} />
            )}
          </Field>
          {error && <Alert tone="bad" title={error.message} />}
          <p className="text-sm text-soft">
            When you confirm, it takes effect at once and the team reads the text above.
          </p>
          <div className="flex flex-wrap gap-3">
            <Button onClick={() => decide('confirm')} busy={running === 'confirm'}>
              Confirm: {words}
            </Button>
            <Button look="secondary" onClick={() => decide('return')} busy={running === 'return'}>
              Return to the reviewer
            </Button>
          </div>
        </div>
      )}
    </Card>
  )
}
