'use client'
import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useCallback } from 'react'
import { formatMoney, money } from '@/kit/money'
import { Address } from '@/ui/address'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Facts, Heading } from '@/ui/card'
import { Amount } from '@/ui/money'
import { Steps } from '@/ui/progress'
import { clientError, useTRPC } from '@/ui/trpc'
import { When } from '@/ui/when'
import type { IssuerConsole } from '../flows/console'
import { LAUNCH_STEPS } from '../rules/launch'
import { ChangedTerms, ChangeTerms } from './change-terms'
import { act, onItsWay } from './console-act'
import { IntentTable } from './intent-table'
import { ReportForm } from './report-form'
import { TrancheCard } from './tranche-list'
import { Transact } from './transact'

const LABELS = {
  token: 'Make the token',
  create: 'Create the raise',
  deposit: 'Deposit the tokens',
  open: 'Open',
} as const

/** The issuer's way from the approved project to the open raise, one step at a time. */
export function LaunchConsole({ console: state, now }: { console: IssuerConsole; now: Date }) {
  const current = (LAUNCH_STEPS as readonly string[]).indexOf(state.step)
  const at = current < 0 ? LAUNCH_STEPS.length : current
  return (
    <>
      <Steps
        steps={LAUNCH_STEPS.map((step, index) => ({
          label: LABELS[step],
          state: index < at ? 'done' : index === at ? 'current' : 'todo',
        }))}
      />
      <Card>
        <Next state={state} now={now} />
      </Card>
      <Card>
        <Heading>On chain</Heading>
        <Facts
          facts={[
            ['State', state.state ? `${state.state}${state.paused ? ', paused' : ''}` : 'not created'],
            ['Raise', state.raise ? <Address key="raise" address={state.raise} /> : '—'],
            [
              'Token',
              state.project.saleMint ? <Address key="mint" address={state.project.saleMint} /> : 'not made yet',
            ],
            ['Tokens deposited', <Amount key="held" units={state.deposited} asset={state.sale} />],
            ['Tokens needed', <Amount key="needed" units={state.needed} asset={state.sale} />],
            [
              'Hash of the terms',
              state.project.termsHash ? (
                <Address key="hash" address={state.project.termsHash} what="hash" />
              ) : (
                'fixed once the token is made'
              ),
            ],
            ['Issuer’s wallet', <Address key="wallet" address={state.project.issuerWallet} />],
          ]}
        />
      </Card>
      {state.tranches.length > 1 && <TrancheCard tranches={state.tranches} asset={state.payment} now={now} />}
      {state.intents.length > 0 && <IntentTable intents={state.intents} />}
    </>
  )
}

type Part = { state: IssuerConsole; now: Date }

function Next({ state, now }: Part) {
  switch (state.step) {
    case 'token':
      return <TokenStep state={state} />
    case 'create':
      return <CreateStep state={state} />
    case 'deposit':
      return <DepositStep state={state} />
    case 'open':
      return <OpenStep state={state} now={now} />
    case 'running':
      return <Running state={state} now={now} />
    case 'ended':
      return <Ended state={state} />
  }
}

const ENDED: Partial<Record<NonNullable<IssuerConsole['state']>, string>> = {
  Failed: 'It did not succeed. Investors are refunded, and your tokens come back to your wallet.',
  Succeeded: 'It succeeded. Your money is released as the terms say.',
  Unwinding: 'A payment was not approved. What is not released goes back to the investors, with its tokens to you.',
  Closed: 'Everything is paid, and its account is closed.',
}

/** After the settlement: what was promised for the next payment is shown here. */
function Ended({ state }: { state: IssuerConsole }) {
  const next = state.tranches.find(({ open }) => open)
  return (
    <>
      <Heading>The raise has ended</Heading>
      <p>{state.state && ENDED[state.state]} The worker sends all of it by itself.</p>
      {next && !state.isJudged && <ReportForm projectId={state.project.projectId} tranche={next.index} />}
    </>
  )
}

function TokenStep({ state }: { state: IssuerConsole }) {
  const trpc = useTRPC()
  const router = useRouter()
  const prepare = useMutation(trpc.raises.prepareCreateToken.mutationOptions())
  const fix = useMutation(trpc.projects.chooseMint.mutationOptions({ onSuccess: () => router.refresh() }))
  const made = state.intents.find(({ kind, state: reached }) => kind === 'create_token' && reached === 'finalized')
  const { projectId } = state.project
  if (made?.mint) {
    const mint = made.mint
    return (
      <div className="grid gap-3">
        <Heading>The token is made</Heading>
        <p>
          Its address is <Address address={mint} />. Write it into the terms; their hash is fixed by that.
        </p>
        {fix.error && <Alert tone="bad" title={clientError(fix.error).message} />}
        <Button className="justify-self-start" busy={fix.isPending} onClick={() => fix.mutate({ projectId, mint })}>
          Write it into the terms
        </Button>
      </div>
    )
  }
  return (
    <div className="grid gap-3">
      <Heading>Make the token {state.sale.symbol}</Heading>
      <p>
        {state.supply} {state.sale.symbol} with {state.sale.decimals} decimals go to your wallet. The supply is fixed
        and nobody can freeze it; afterwards nobody can change that, you neither.
      </p>
      <Transact
        label="Review the token"
        resume={onItsWay(state, 'create_token')}
        prepare={(idempotencyKey) => prepare.mutateAsync({ ...act(state), idempotencyKey })}
      />
    </div>
  )
}

function CreateStep({ state }: { state: IssuerConsole }) {
  const trpc = useTRPC()
  const prepare = useMutation(trpc.raises.prepareCreate.mutationOptions())
  return (
    <div className="grid gap-3">
      <Heading>Create the raise</Heading>
      <p>The approved terms go on chain. You sign, and the guardian of this site signs with you.</p>
      {state.guardianOnline ? (
        <Transact
          label="Review the terms to sign"
          resume={onItsWay(state, 'create')}
          prepare={(idempotencyKey) => prepare.mutateAsync({ ...act(state), idempotencyKey })}
        />
      ) : (
        <OfflineCreation state={state} />
      )}
    </div>
  )
}

/** The guardian's key lies on a machine without a network: it signs first, within days, and the issuer then. */
function OfflineCreation({ state }: { state: IssuerConsole }) {
  const trpc = useTRPC()
  const router = useRouter()
  const ask = useMutation(trpc.raises.prepareCreate.mutationOptions({ onSuccess: () => router.refresh() }))
  const onTheWay = onItsWay(state, 'create')
  const input = () => ({ ...act(state), idempotencyKey: crypto.randomUUID() })
  if (onTheWay || state.asked?.signed) {
    return (
      <>
        {!onTheWay && (
          <Alert tone="good" title="The guardian has signed">
            Your signature is the last one that is missing.
          </Alert>
        )}
        <Transact label="Review the terms to sign" resume={onTheWay} prepare={() => ask.mutateAsync(input())} />
      </>
    )
  }
  if (state.asked) {
    return (
      <Alert title="The guardian was asked">
        Two people of the operator look at it, and the key is kept offline, so it takes a while. Come back here to sign
        within three days; nothing has been sent.
      </Alert>
    )
  }
  return (
    <>
      <p>Its key is kept offline: ask for its signature now, and sign yourself when it is there.</p>
      {ask.error && <Alert tone="bad" title={clientError(ask.error).message} />}
      <Button className="justify-self-start" busy={ask.isPending} onClick={() => ask.mutate(input())}>
        Ask for the guardian’s signature
      </Button>
    </>
  )
}

function DepositStep({ state }: { state: IssuerConsole }) {
  const trpc = useTRPC()
  const prepare = useMutation(trpc.raises.prepareDeposit.mutationOptions())
  return (
    <div className="grid gap-3">
      <Heading>Deposit the tokens</Heading>
      <p>
        The whole allocation, {formatMoney(money(state.sale, state.needed))}, must lie in the raise before anybody can
        commit. It comes back to you if the raise fails.
      </p>
      <Transact
        label="Review the deposit"
        resume={onItsWay(state, 'deposit')}
        prepare={(idempotencyKey) => prepare.mutateAsync({ ...act(state), idempotencyKey })}
      />
      <Cancel state={state} />
    </div>
  )
}

function OpenStep({ state, now }: Part) {
  const trpc = useTRPC()
  const router = useRouter()
  const prepare = useMutation(trpc.raises.prepareOpen.mutationOptions())
  const refresh = useCallback(() => router.refresh(), [router])
  return (
    <div className="grid gap-3">
      <Heading>Open the raise</Heading>
      <p>
        The tokens are there. The worker opens the raise by itself within seconds; you may do it yourself.{' '}
        {state.opensAt && (
          <>
            Commitments start <When instant={state.opensAt} now={now} />.
          </>
        )}
      </p>
      <Transact
        label="Open it now"
        look="secondary"
        resume={onItsWay(state, 'open')}
        onDone={refresh}
        prepare={(idempotencyKey) => prepare.mutateAsync({ ...act(state), idempotencyKey })}
      />
      <Cancel state={state} />
    </div>
  )
}

function Running({ state, now }: Part) {
  const { opensAt, closesAt } = state
  return (
    <div className="grid gap-3">
      <Heading>The raise is open</Heading>
      {opensAt && closesAt && (
        <p>
          Commitments from <When instant={opensAt} now={now} /> until <When instant={closesAt} now={now} />.
        </p>
      )}
      {state.change.inForce && <ChangedTerms change={state.change.inForce} asset={state.payment} now={now} />}
      <ChangeTerms state={state} />
      {closesAt && now < closesAt && <Cancel state={state} />}
    </div>
  )
}

function Cancel({ state }: { state: IssuerConsole }) {
  const trpc = useTRPC()
  const prepare = useMutation(trpc.raises.prepareCancel.mutationOptions())
  return (
    <details className="mt-3 border-t border-line pt-3">
      <summary className="cursor-pointer py-2 text-bad">Cancel the raise</summary>
      <p className="mb-3">
        Every investor gets back exactly what they committed and is told so. This cannot be undone.
      </p>
      <Transact
        label="Review the cancellation"
        look="danger"
        resume={onItsWay(state, 'cancel')}
        prepare={(idempotencyKey) => prepare.mutateAsync({ ...act(state), idempotencyKey })}
      />
    </details>
  )
}
