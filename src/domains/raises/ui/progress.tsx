'use client'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { Address } from '@/ui/address'
import { Alert, type Tone } from '@/ui/badge'
import { useTRPC } from '@/ui/trpc'
import type { IntentView } from '../queries/intent'
import { INTENT_WORDS, type IntentState, isUnsettled } from '../rules/intent'

const TONES: Partial<Record<IntentState, Tone>> = {
  finalized: 'good',
  failed: 'bad',
  expired: 'warn',
  lost: 'warn',
  declined: 'warn',
}

const TITLES: Record<IntentState, string> = {
  prepared: 'Prepared',
  declined: 'Declined',
  sent: 'Sent',
  seen: 'Seen by the chain',
  confirmed: 'Confirmed',
  finalized: 'Final',
  failed: 'Refused by the chain',
  expired: 'Expired',
  lost: 'Not known',
}

/** Follows one transaction to its end. The chain's block height decides, so it never waits for ever. */
export function TransactionProgress({ intentId, onEnd }: { intentId: string; onEnd: (state: IntentState) => void }) {
  const trpc = useTRPC()
  const { data, isError } = useQuery({
    ...trpc.raises.watch.queryOptions({ intentId }),
    refetchInterval: (query) => (isOpen(query.state.data?.intent.state) ? 1_000 : false),
  })
  const state = data?.intent.state
  useEffect(() => {
    if (state && !isOpen(state)) onEnd(state)
  }, [state, onEnd])
  const place = useRef<HTMLDivElement>(null)
  // The summary that stood here was longer: what was read last may have slid above the window.
  useEffect(() => {
    if ((place.current?.getBoundingClientRect().top ?? 0) < 0) place.current?.scrollIntoView({ block: 'center' })
  }, [])
  return (
    <div ref={place}>
      {data ? (
        <Progress intent={data.intent} blockHeight={data.blockHeight} />
      ) : (
        <Alert title={isError ? 'The site does not answer' : 'Looking it up'}>
          Your transaction is written down. You can close this page and come back.
        </Alert>
      )}
    </div>
  )
}

function Progress({ intent, blockHeight }: { intent: IntentView; blockHeight: number | null }) {
  return (
    <Alert tone={TONES[intent.state] ?? 'neutral'} title={TITLES[intent.state]}>
      <p>{INTENT_WORDS[intent.state]}</p>
      {intent.failure && <p className="mt-1">{intent.failure}</p>}
      {isOpen(intent.state) && !intent.keeps && <Height now={blockHeight} last={intent.lastValidBlockHeight} />}
      {intent.signature && (
        <p className="mt-2 flex flex-wrap items-center gap-2 text-sm">
          Transaction <Address address={intent.signature} what="transaction" />
        </p>
      )}
    </Alert>
  )
}

const isOpen = (state: IntentState | undefined): boolean => state === undefined || isUnsettled(state)

function Height({ now, last }: { now: number | null; last: number }) {
  if (now === null)
    return <p className="mt-1">The chain does not answer at the moment. Nothing is lost; it is asked again.</p>
  const left = last - now
  return (
    <p className="tabular mt-1 text-sm">
      {left > 0
        ? `Block ${now.toLocaleString('en')}. It can arrive until block ${last.toLocaleString('en')}: ${left.toLocaleString('en')} to go.`
        : `Block ${now.toLocaleString('en')}. Its last block, ${last.toLocaleString('en')}, has passed; the chain is asked once more.`}
    </p>
  )
}
