'use client'
import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Field, Textarea } from '@/ui/field'
import { clientError, TrpcProvider, useTRPC } from '@/ui/trpc'
import type { RoundState, Way } from '../rules'

type Props = {
  roundId: string
  state: RoundState
  phase: 'upcoming' | 'running' | 'ended'
  allocationDigest: string | null
  way: Way | null
  /** Whether the reader is an admin. */
  canVoid: boolean
}

/** What staff can do with a round in its present state; each act says who must confirm it and what follows. */
export function RoundActs(props: Props) {
  return (
    <TrpcProvider>
      <Acts {...props} />
    </TrpcProvider>
  )
}

function Acts({ roundId, state, phase, allocationDigest, way, canVoid }: Props) {
  const trpc = useTRPC()
  const router = useRouter()
  const [reason, setReason] = useState('')
  const done = { onSuccess: () => router.refresh() }
  const publish = useMutation(trpc.rounds.publish.mutationOptions(done))
  const allocate = useMutation(trpc.rounds.allocate.mutationOptions(done))
  const confirm = useMutation(trpc.rounds.confirm.mutationOptions(done))
  const sendBack = useMutation(trpc.rounds.sendBack.mutationOptions(done))
  const voidRound = useMutation(trpc.rounds.void.mutationOptions(done))
  const failed = [publish, allocate, confirm, sendBack, voidRound].find((act) => act.error)
  const isVoidable = state === 'proposed' || state === 'published' || state === 'allocation_proposed'

  if (state === 'paid' || state === 'void') return null
  return (
    <Card>
      <Heading>What to do</Heading>
      {failed && <Alert tone="bad" title={clientError(failed.error).message} />}
      <div className="mt-3 flex flex-wrap gap-3">
        {state === 'proposed' && (
          <Button busy={publish.isPending} onClick={() => publish.mutate({ roundId })}>
            Publish (a checker, not the proposer)
          </Button>
        )}
        {(state === 'published' || state === 'allocation_proposed') && (
          <Button
            look="secondary"
            disabled={phase !== 'ended'}
            busy={allocate.isPending}
            onClick={() => allocate.mutate({ roundId })}
          >
            {state === 'published' ? 'Compute and propose the allocation' : 'Compute it again'}
          </Button>
        )}
        {state === 'allocation_proposed' && allocationDigest && (
          <>
            <Button busy={confirm.isPending} onClick={() => confirm.mutate({ roundId, digest: allocationDigest })}>
              Confirm and pay (a checker, not the proposer)
            </Button>
            <Button look="secondary" busy={sendBack.isPending} onClick={() => sendBack.mutate({ roundId })}>
              Send back
            </Button>
          </>
        )}
      </div>
      {state === 'published' && phase !== 'ended' && <p className="mt-3 text-soft">It is allocated after its end.</p>}
      {state === 'allocation_confirmed' && (
        <p className="mt-3 text-soft">
          {way === 'direct'
            ? 'The treasury pays it; the worker sends that.'
            : 'Treasury and guardian post the list, then anybody can claim its lines; the worker does.'}{' '}
          Nothing is left to decide.
        </p>
      )}
      {canVoid && isVoidable && (
        <details className="mt-6 border-t border-line pt-3">
          <summary className="cursor-pointer py-2 text-bad">Void the round</summary>
          <form
            className="mt-3 grid max-w-prose gap-3"
            onSubmit={(event) => {
              event.preventDefault()
              voidRound.mutate({ roundId, reason })
            }}
          >
            <Field label="Reason for voiding" hint="Everybody can read it. Admins only; it cannot be undone.">
              {(control) => (
                <Textarea
                  {...control}
                  rows={2}
                  value={reason}
                  onChange={(event) => setReason(event.target.value)}
                  required
                />
              )}
            </Field>
            <Button type="submit" look="danger" busy={voidRound.isPending} className="justify-self-start">
              Void it for good
            </Button>
          </form>
        </details>
      )}
    </Card>
  )
}
