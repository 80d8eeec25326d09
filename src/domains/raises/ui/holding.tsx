'use client'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { formatUnits } from '@/kit/money'
import { Address } from '@/ui/address'
import { Button } from '@/ui/button'
import { Card, Facts, Heading } from '@/ui/card'
import { Field, Input } from '@/ui/field'
import { Link } from '@/ui/link'
import { Amount } from '@/ui/money'
import { useTRPC } from '@/ui/trpc'
import { When } from '@/ui/when'
import type { Holding } from '../queries/portfolio'
import { isInFlight } from '../rules/intent'
import { duration } from '../rules/summary'
import { RefusedNotice, StaleNotice } from './holding-notices'
import { IntentTable } from './intent-table'
import { PhaseBadge } from './phase-badge'
import { Transact } from './transact'

const ENDS: Partial<Record<Holding['state'], string>> = {
  withdrawn: 'You took everything out before the raise ended.',
  refunded: 'Everything was paid back to your wallet.',
  completed: 'Everything is delivered. This position is complete.',
  undone: 'The local chain was set back to a time before this position.',
}

/** One position: what it holds, what can be done now, and its transactions. */
export function HoldingCard({ holding, now }: { holding: Holding; now: Date }) {
  const { standing, payment, sale } = holding
  const money = (units: bigint) => <Amount units={units} asset={payment} />
  const tokens = (units: bigint) => <Amount units={units} asset={sale} />
  const sold = standing.bought > 0n
  return (
    <Card>
      <div className="mb-3 flex flex-wrap items-start justify-between gap-3">
        <Heading>
          {holding.slug ? (
            <Link href={`/projects/${holding.slug}`} className="underline-offset-4 hover:underline">
              {holding.title}
            </Link>
          ) : (
            holding.title
          )}
        </Heading>
        <PhaseBadge phase={holding.phase} />
      </div>
      {ENDS[holding.state] && <p className="mb-3">{ENDS[holding.state]}</p>}
      {holding.refused.length > 0 && <RefusedNotice holding={holding} now={now} />}
      {standing.stale && holding.state === 'open' && <StaleNotice holding={holding} now={now} />}
      <Facts
        wide
        facts={[
          ['Committed', money(standing.committed)],
          ...(standing.withdrawable > 0n ? [['Withdrawable now', money(standing.withdrawable)] as const] : []),
          ...(standing.refundable > 0n ? [['Refundable', money(standing.refundable)] as const] : []),
          ...(sold || standing.excessDue > 0n ? [['Accepted', money(standing.accepted)] as const] : []),
          ...(standing.excessDue > 0n ? [['Comes back to you', money(standing.excessDue)] as const] : []),
          ...(standing.unwindable > 0n
            ? [['Your share of what was not approved', money(standing.unwindable)] as const]
            : []),
          ...(holding.returned > 0n ? [['Paid back', money(holding.returned)] as const] : []),
          ...(sold
            ? ([
                ['Tokens bought', tokens(standing.bought)],
                ...(standing.unlocked < standing.bought
                  ? [['Unlocked by payments so far', tokens(standing.unlocked)] as const]
                  : []),
                ['Vesting', tokens(standing.vesting)],
                ['Claimable now', tokens(standing.claimableTokens)],
                ['Delivered', tokens(standing.delivered)],
              ] as const)
            : []),
          ...lockFacts(holding, now),
          ['Wallet', <Address key="wallet" address={holding.wallet} />],
          ...(holding.phase === 'open' || holding.phase === 'paused'
            ? ([
                ['Free withdrawal until', <When key="withdraw" instant={holding.withdrawUntil} now={now} />],
                ['Closes', <When key="closes" instant={holding.closesAt} now={now} />],
              ] as const)
            : []),
          ...(holding.phase === 'settling'
            ? [['Can be settled from', <When key="settle" instant={holding.settleAfter} now={now} />] as const]
            : []),
        ]}
      />
      {holding.bought.length > 0 && (
        <details className="mt-4">
          <summary className="cursor-pointer py-2 font-medium">Confirmation of what you bought</summary>
          <ul className="grid list-disc gap-1 pl-5">
            {holding.bought.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </details>
      )}
      {holding.state === 'open' && (
        <div className="mt-4 grid gap-4">
          <Acts holding={holding} />
        </div>
      )}
      {holding.intents.length > 0 && (
        <details className="mt-4">
          <summary className="cursor-pointer py-2 font-medium">Transactions ({holding.intents.length})</summary>
          <IntentTable intents={holding.intents} />
        </details>
      )}
    </Card>
  )
}

/** When tokens can be passed on, while that lies ahead. */
function lockFacts({ lock, state }: Holding, now: Date): [string, ReactNode][] {
  if (state !== 'open' || lock.seconds === 0 || (lock.until && lock.until <= now)) return []
  const from = lock.until ? (
    <When key="lock" instant={lock.until} now={now} />
  ) : (
    `${duration(lock.seconds)} after settlement`
  )
  return [['Tokens can be passed on from', from]]
}

/** Buttons for what the program allows now; the worker does most of it by itself a little later. */
function Acts({ holding }: { holding: Holding }) {
  const trpc = useTRPC()
  const refund = useMutation(trpc.raises.prepareRefund.mutationOptions())
  const claim = useMutation(trpc.raises.prepareClaim.mutationOptions())
  const confirm = useMutation(trpc.raises.prepareConfirm.mutationOptions())
  const unwind = useMutation(trpc.raises.prepareUnwind.mutationOptions())
  const settle = useMutation(trpc.raises.prepareSettle.mutationOptions())
  const { standing, raise, wallet } = holding
  const act = { raise, wallet }
  const open = (kind: string) => holding.intents.find((intent) => intent.kind === kind && isInFlight(intent.state))?.id
  return (
    <>
      {holding.settleable && (
        <Transact
          label="Settle the raise"
          look="secondary"
          resume={open('settle')}
          prepare={(idempotencyKey) => settle.mutateAsync({ ...act, idempotencyKey })}
        />
      )}
      {standing.stale && holding.confirmable && (
        <Transact
          label="Agree to the new terms"
          resume={open('confirm')}
          prepare={(idempotencyKey) => confirm.mutateAsync({ ...act, idempotencyKey })}
        />
      )}
      {standing.refundable > 0n && (
        <Transact
          label="Refund now"
          resume={open('refund')}
          prepare={(idempotencyKey) => refund.mutateAsync({ ...act, idempotencyKey })}
        />
      )}
      {standing.unwindable > 0n && (
        <Transact
          label="Take your share back"
          resume={open('unwind')}
          prepare={(idempotencyKey) => unwind.mutateAsync({ ...act, idempotencyKey })}
        />
      )}
      {(standing.claimableTokens > 0n || standing.excessDue > 0n) && (
        <Transact
          label="Claim now"
          resume={open('claim')}
          prepare={(idempotencyKey) => claim.mutateAsync({ ...act, idempotencyKey })}
        />
      )}
      {standing.withdrawable > 0n && <Withdraw holding={holding} resume={open('withdraw')} />}
    </>
  )
}

function Withdraw({ holding, resume }: { holding: Holding; resume: string | undefined }) {
  const trpc = useTRPC()
  const { payment, standing, raise, wallet } = holding
  const [amount, setAmount] = useState('')
  const [problem, setProblem] = useState<string>()
  const withdraw = useMutation(trpc.raises.prepareWithdraw.mutationOptions())
  return (
    <div className="grid gap-3">
      <Field label={`Withdraw ${payment.symbol}`} error={problem}>
        {(control) => (
          <Input
            {...control}
            inputMode="decimal"
            autoComplete="off"
            value={amount}
            onChange={({ target }) => {
              setProblem(undefined)
              setAmount(target.value)
            }}
          />
        )}
      </Field>
      <div className="flex flex-wrap items-start gap-3">
        <Transact
          label="Review the withdrawal"
          look="secondary"
          resume={resume}
          disabled={amount.trim() === ''}
          onFieldError={setProblem}
          onDone={() => setAmount('')}
          prepare={(idempotencyKey) => withdraw.mutateAsync({ raise, wallet, amount: amount.trim(), idempotencyKey })}
        />
        <Button look="quiet" onClick={() => setAmount(formatUnits(standing.withdrawable, payment.decimals))}>
          All of it
        </Button>
      </div>
    </div>
  )
}
