'use client'
import { type FormEvent, type ReactNode, useState } from 'react'
import { Button, type ButtonLook } from '@/ui/button'
import { Field, Textarea } from '@/ui/field'
import { useTRPCClient } from '@/ui/trpc'
import type { StaffCase } from '../queries/desk'
import { ActError, useAct } from './act'

/** Stops an approved person at once; lifting it takes two. */
export function Suspend({ caseId }: { caseId: string }) {
  const trpc = useTRPCClient()
  return (
    <WithReason label="Suspend" look="danger" act={(reason) => trpc.compliance.suspend.mutate({ caseId, reason })}>
      <p>
        Nothing new is co-signed for this person, from now on. They are not told why. What they hold on the chain stays
        theirs: nobody here can stop a withdrawal, a refund or a claim.
      </p>
    </WithReason>
  )
}

/** A suspension: one proposes to lift it, another confirms. */
export function Suspended({ subject }: { subject: StaffCase }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const { id: caseId, open, mayConfirm, suspension } = subject
  const { proposeLift, confirmLift, returnLift } = trpc.compliance
  const why = <p>Suspended: {suspension}</p>
  if (!open)
    return (
      <WithReason label="Propose to lift it" look="secondary" act={(reason) => proposeLift.mutate({ caseId, reason })}>
        {why}
      </WithReason>
    )
  if (!mayConfirm) return <p>It is proposed to lift the suspension. It waits for a checker.</p>
  return (
    <div className="grid gap-4">
      {why}
      <p>A colleague proposed to lift it.</p>
      <ActError error={error} />
      <Button
        className="justify-self-start"
        busy={busy === 'lift'}
        onClick={() => run('lift', () => confirmLift.mutate({ caseId }))}
      >
        Lift the suspension
      </Button>
      <WithReason label="Leave it suspended" look="secondary" act={(note) => returnLift.mutate({ caseId, note })} />
    </div>
  )
}

function WithReason({
  label,
  look,
  act,
  children,
}: {
  label: string
  look: ButtonLook
  act: (reason: string) => Promise<unknown>
  children?: ReactNode
}) {
  const { busy, error, run } = useAct()
  const [reason, setReason] = useState('')
  const send = (event: FormEvent) => {
    event.preventDefault()
    void run('act', () => act(reason))
  }
  const isOfField = error?.field === 'reason' || error?.field === 'note'
  return (
    <form onSubmit={send} className="grid gap-4" noValidate>
      {children}
      <ActError error={isOfField ? null : error} />
      <Field
        label="Reason"
        hint="Staff see it, the member does not."
        error={isOfField ? error?.message.replace(/^(reason|note): /, '') : undefined}
      >
        {(control) => (
          <Textarea
            {...control}
            rows={3}
            maxLength={280}
            value={reason}
            onChange={({ target }) => setReason(target.value)}
          />
        )}
      </Field>
      <Button type="submit" look={look} className="justify-self-start" busy={busy !== null}>
        {label}
      </Button>
    </form>
  )
}
