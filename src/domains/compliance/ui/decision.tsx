'use client'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import type { StaffCase } from '../queries/desk'
import { ActError, useAct } from './act'
import { EarlierDecider } from './earlier-decider'
import { type Asked, ReasonForm } from './reason-form'
import { Suspend, Suspended } from './suspension'

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
  const { id, state, holder, open, mayConfirm, erasedAt } = subject
  const isOver = state === 'rejected' || state === 'withdrawn' || state === 'abandoned'
  if (subject.isEarlier && (state === 'in_review' || state === 'pending_second')) return <EarlierDecider />
  if (state === 'in_review' && !holder) return <Take caseId={id} />
  if (state === 'in_review')
    return holder?.isYou ? <Judge subject={subject} /> : <p>{holder?.name} is at work on it.</p>
  if (open?.byYou) return <p>You proposed this. Another person has to confirm or return it.</p>
  if (state === 'pending_second' && open)
    return mayConfirm ? <Second subject={subject} kind={open.kind} /> : <p>It waits for a checker.</p>
  if (state === 'approved' || state === 'reverify_due') return <Suspend caseId={id} />
  if (state === 'suspended') return <Suspended subject={subject} />
  if (isOver && mayConfirm && !erasedAt) return <Erase caseId={id} />
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
function Judge({ subject }: { subject: StaffCase }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const { id: caseId, route, documents } = subject
  const { propose, requestChanges, release } = trpc.compliance
  const judge = (asked: Asked) =>
    run('judge', () => {
      if (asked.outcome === 'changes') return requestChanges.mutate({ caseId, items: asked.items, note: asked.note })
      if (asked.outcome === 'return') throw new TypeError('the first person has nothing to return')
      return propose.mutate({ caseId, ...asked })
    })
  return (
    <div className="grid gap-4">
      <ReasonForm
        documents={documents}
        readsDocument={route !== 'provider'}
        risk={subject.risk?.level}
        busy={busy === 'judge'}
        error={error}
        onSend={judge}
      />
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
function Second({ subject, kind }: { subject: StaffCase; kind: string }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const { id: caseId } = subject
  const proposed = kind === 'case.approve' ? 'approval' : 'rejection'
  const words = proposed === 'approval' ? 'an approval' : 'a rejection'
  const effect =
    proposed === 'approval'
      ? 'The member may invest until a review is due. They are told that they are verified.'
      : 'The member may not invest. They are told that we could not verify them, without the reason.'
  return (
    <div className="grid gap-4">
      <p>A colleague proposed {words}. Look at the evidence yourself before you confirm.</p>
      <p className="text-soft">{effect}</p>
      {subject.open?.category === 'sophisticated' && (
        <p className="font-medium">As a sophisticated investor: limits of ordinary investors do not hold for them.</p>
      )}
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
