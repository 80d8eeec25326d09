'use client'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import type { StaffCase } from '../queries/cases'
import { ActError, useAct } from './act'
import { type Asked, ReasonForm } from './reason-form'

/** What this member of staff may do with the case now. */
export function Decision({ subject }: { subject: StaffCase }) {
  return (
    <TrpcProvider>
      <Card>
        <Heading>Decision</Heading>
        <Acts subject={subject} />
      </Card>
    </TrpcProvider>
  )
}

function Acts({ subject }: { subject: StaffCase }) {
  const { state, holder, proposedByYou, mayConfirm, erasedAt } = subject
  const isProposed = state === 'proposed_approve' || state === 'proposed_reject'
  const isOver = state === 'rejected' || state === 'withdrawn'
  if (state === 'submitted' || (state === 'in_review' && !holder)) return <Take caseId={subject.id} />
  if (state === 'in_review')
    return holder?.isYou ? <Judge caseId={subject.id} /> : <p>{holder?.name} is at work on it.</p>
  if (isProposed && proposedByYou) return <p>You proposed this. Another person has to confirm or return it.</p>
  if (isProposed) return mayConfirm ? <Second subject={subject} /> : <p>It waits for a checker.</p>
  if (isOver && mayConfirm && !erasedAt) return <Erase caseId={subject.id} />
  return <p className="text-soft">Nothing is to be decided.</p>
}

function Take({ caseId }: { caseId: string }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  return (
    <div className="grid gap-3">
      <p>Take it to see its evidence. It is yours for 30 minutes.</p>
      <ActError error={error} />
      <Button
        className="justify-self-start"
        busy={busy !== null}
        onClick={() => run('claim', () => trpc.compliance.claim.mutate({ caseId }))}
      >
        Take this verification
      </Button>
    </div>
  )
}

/** The first person: proposes, asks for changes, or puts the case back. */
function Judge({ caseId }: { caseId: string }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const { propose, requestChanges, release } = trpc.compliance
  const judge = (asked: Asked) =>
    run('judge', () => {
      if (asked.outcome === 'changes') return requestChanges.mutate({ caseId, reason: asked.reason, note: asked.note })
      if (asked.outcome === 'return') throw new TypeError('the first person has nothing to return')
      return propose.mutate({ caseId, ...asked })
    })
  return (
    <div className="grid gap-4">
      <ReasonForm busy={busy === 'judge'} error={error} onSend={judge} />
      <Button
        look="quiet"
        className="justify-self-start"
        busy={busy === 'release'}
        onClick={() => run('release', () => release.mutate({ caseId }))}
      >
        Put it back into the queue
      </Button>
    </div>
  )
}

/** The second person: confirms what another proposed, or returns it with a comment. */
function Second({ subject }: { subject: StaffCase }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const { id: caseId, state } = subject
  const proposed = state === 'proposed_approve' ? 'approval' : 'rejection'
  const words = proposed === 'approval' ? 'an approval' : 'a rejection'
  const effect =
    state === 'proposed_approve'
      ? 'The member may invest for 12 months. They are told that they are verified.'
      : 'The member may not invest. They are told that we could not verify them, without the reason.'
  return (
    <div className="grid gap-4">
      <p>A colleague proposed {words}. Look at the evidence yourself before you confirm.</p>
      <p className="text-soft">{effect}</p>
      <ActError error={error?.field === 'note' ? null : error} />
      <Button
        className="justify-self-start"
        busy={busy === 'confirm'}
        onClick={() => run('confirm', () => trpc.compliance.confirm.mutate({ caseId }))}
      >
        Confirm the {proposed}
      </Button>
      <ReasonForm
        only="return"
        busy={busy === 'return'}
        error={error}
        onSend={({ note }) => run('return', () => trpc.compliance.returnProposal.mutate({ caseId, note }))}
      />
    </div>
  )
}

function Erase({ caseId }: { caseId: string }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  return (
    <div className="grid gap-3">
      <p>Profile and documents can be erased for good. The decision, its reasons and who took it remain.</p>
      <ActError error={error} />
      <Button
        look="danger"
        className="justify-self-start"
        busy={busy !== null}
        onClick={() => run('erase', () => trpc.compliance.erase.mutate({ caseId }))}
      >
        Erase the evidence
      </Button>
    </div>
  )
}
