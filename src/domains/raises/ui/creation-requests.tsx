'use client'
import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Field, Textarea } from '@/ui/field'
import { clientError, TrpcProvider, useTRPC } from '@/ui/trpc'
import { When } from '@/ui/when'
import type { CreationRequest } from '../queries/orders'

/** Creations that issuers asked the offline guardian for: one person proposes, another confirms, then the key signs. */
export function CreationRequests({ requests, now }: { requests: readonly CreationRequest[]; now: Date }) {
  return (
    <TrpcProvider>
      <ul className="grid gap-4">
        {requests.map((request) => (
          <li key={request.intentId}>
            <RequestCard request={request} now={now} />
          </li>
        ))}
      </ul>
    </TrpcProvider>
  )
}

function RequestCard({
  request: { intentId, kind, title, issuer, askedAt },
  now,
}: {
  request: CreationRequest
  now: Date
}) {
  const trpc = useTRPC()
  const router = useRouter()
  const [reason, setReason] = useState('')
  const propose = useMutation(trpc.raises.proposeCreation.mutationOptions({ onSuccess: () => router.refresh() }))
  return (
    <Card>
      <Heading level={3}>{title}</Heading>
      <p className="text-sm text-soft">
        {issuer} asked for the guardian’s signature <When instant={askedAt} now={now} />.{' '}
        {kind === 'create' ? 'The terms are those' : 'It changes the terms of a raise that runs into those'} that two
        people approved.
      </p>
      <form
        className="mt-3 grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          propose.mutate({ intentId, reason })
        }}
      >
        {propose.error && <Alert tone="bad" title={clientError(propose.error).message} />}
        <Field label="Note" hint="Staff read it. Another person must confirm before anything is signed.">
          {(control) => (
            <Textarea
              {...control}
              required
              rows={2}
              value={reason}
              onChange={({ target }) => setReason(target.value)}
            />
          )}
        </Field>
        <Button type="submit" className="justify-self-start" busy={propose.isPending}>
          {kind === 'create' ? 'Propose its creation' : 'Propose the change of its terms'}
        </Button>
      </form>
    </Card>
  )
}
