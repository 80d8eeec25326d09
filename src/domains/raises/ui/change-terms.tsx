'use client'
import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import type { Asset } from '@/kit/money'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Amount } from '@/ui/money'
import { clientError, useTRPC } from '@/ui/trpc'
import { When } from '@/ui/when'
import type { IssuerConsole } from '../flows/console'
import { act, onItsWay } from './console-act'
import { Transact } from './transact'

type InForce = NonNullable<IssuerConsole['change']['inForce']>

/** That other terms are in force, and how many of those who committed agreed to them. */
export function ChangedTerms({ change, asset, now }: { change: InForce; asset: Asset; now: Date }) {
  const { number, since, agreed, silent, until } = change
  return (
    <Alert tone={silent === 0n ? 'good' : 'neutral'} title={`Version ${number} of your terms is in force`}>
      <p>
        {since ? (
          <>
            Since <When instant={since} now={now} />.
          </>
        ) : (
          'The chain has it; this site takes it over within a minute.'
        )}{' '}
        {silent === 0n ? (
          'Everybody who committed has agreed to it.'
        ) : (
          <>
            Of what is committed, <Amount units={agreed} asset={asset} /> agreed to it and{' '}
            <Amount units={silent} asset={asset} /> not yet. Who does not agree before{' '}
            <When instant={until} now={now} /> is refunded in full.
          </>
        )}
      </p>
    </Alert>
  )
}

/** An issuer's way to other terms while the raise runs: open the application, have it reviewed, sign. */
export function ChangeTerms({ state }: { state: IssuerConsole }) {
  if (!state.change.possible) return null
  return (
    <details className="mt-3 border-t border-line pt-3" open={state.change.approved}>
      <summary className="cursor-pointer py-2">Change what you promise</summary>
      <p className="mb-3">
        Texts may change: story, budget, risks, what each payment is for. Amounts, dates and shares stay. Everybody who
        committed must agree again, or gets everything back.
      </p>
      {state.change.approved ? <SignChange state={state} /> : <Begin state={state} />}
    </details>
  )
}

function Begin({ state }: { state: IssuerConsole }) {
  const trpc = useTRPC()
  const router = useRouter()
  const { projectId } = state.project
  const begin = useMutation(
    trpc.raises.beginChange.mutationOptions({ onSuccess: () => router.push(`/apply/${projectId}`) }),
  )
  return (
    <div className="grid gap-3">
      {begin.error && <Alert tone="bad" title={clientError(begin.error).message} />}
      <Button
        look="secondary"
        className="justify-self-start"
        busy={begin.isPending}
        onClick={() => begin.mutate({ projectId })}
      >
        Open the application for a change
      </Button>
    </div>
  )
}

/** Two people approved the change: issuer and guardian sign it, the guardian first where its key is offline. */
function SignChange({ state }: { state: IssuerConsole }) {
  const trpc = useTRPC()
  const router = useRouter()
  const prepare = useMutation(trpc.raises.prepareChange.mutationOptions())
  const ask = useMutation(trpc.raises.prepareChange.mutationOptions({ onSuccess: () => router.refresh() }))
  const onTheWay = onItsWay(state, 'change_terms')
  const { asked, inForce } = state.change
  if (state.guardianOnline || onTheWay || asked?.signed) {
    return (
      <Transact
        label="Review the new terms to sign"
        // The chain has them, and this site takes them over next.
        isOver={inForce?.since === null}
        resume={onTheWay}
        onDone={router.refresh}
        prepare={(idempotencyKey) => prepare.mutateAsync({ ...act(state), idempotencyKey })}
      />
    )
  }
  if (asked)
    return (
      <Alert title="The guardian was asked">
        Its key is kept offline. Come back here to sign within three days; nothing has been sent.
      </Alert>
    )
  return (
    <div className="grid gap-3">
      {ask.error && <Alert tone="bad" title={clientError(ask.error).message} />}
      <Button
        className="justify-self-start"
        busy={ask.isPending}
        onClick={() => ask.mutate({ ...act(state), idempotencyKey: crypto.randomUUID() })}
      >
        Ask for the guardian’s signature to the change
      </Button>
    </div>
  )
}
