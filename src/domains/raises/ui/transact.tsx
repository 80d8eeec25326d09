'use client'
import { useMutation } from '@tanstack/react-query'
import bs58 from 'bs58'
import { useRouter } from 'next/navigation'
import { useCallback, useState } from 'react'
import { useSigner, useWalletConnection } from '@/domains/identity/ui/wallet'
import { Address } from '@/ui/address'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { clientError, useTRPC } from '@/ui/trpc'
import type { IntentView } from '../queries/intent'
import type { IntentState } from '../rules/intent'
import { TransactionProgress } from './progress'
import { SummaryView } from './summary'

type Step =
  | { name: 'idle' }
  | { name: 'review'; intent: IntentView }
  | { name: 'watch'; intentId: string; state: IntentState | null }

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
/** The wallet pays the fee, so its signature is the first: 64 bytes after the count. */
const firstSignature = (wire: Uint8Array): string => bs58.encode(wire.subarray(1, 65))

/**
 * One act on chain, from the button to its end: prepare, read the summary, sign, follow. `prepare` gets a fresh key for each
 * act; the same preparation is never signed twice.
 */
export function Transact({
  label,
  prepare,
  resume,
  onFieldError,
  onDone,
  look,
  disabled = false,
  isOver = false,
}: {
  label: string
  prepare: (idempotencyKey: string) => Promise<IntentView>
  /** A transaction of this act that is still on its way, from an earlier visit. */
  resume?: string | undefined
  /** Takes the error of an input field instead of showing it here. */
  onFieldError?: (message: string) => void
  onDone?: () => void
  look?: 'primary' | 'secondary' | 'danger'
  disabled?: boolean
  /** Nothing more is to be done; what was done here stays to be seen. */
  isOver?: boolean
}) {
  const router = useRouter()
  const [step, setStep] = useState<Step>(resume ? { name: 'watch', intentId: resume, state: null } : { name: 'idle' })
  const preparing = useMutation({
    mutationFn: () => prepare(crypto.randomUUID()),
    onSuccess: (intent) => setStep({ name: 'review', intent }),
    onError: (error) => {
      const { field, message } = clientError(error)
      if (field && onFieldError) onFieldError(message)
    },
  })
  const end = useCallback(
    (state: IntentState) => {
      setStep((current) => (current.name === 'watch' ? { ...current, state } : current))
      if (state === 'finalized') onDone?.()
      router.refresh()
    },
    [router, onDone],
  )
  const problem =
    preparing.error && !(clientError(preparing.error).field && onFieldError) ? clientError(preparing.error) : null
  if (step.name === 'review') {
    return (
      <Review
        key={step.intent.id}
        intent={step.intent}
        onBack={() => setStep({ name: 'idle' })}
        onRenew={() => preparing.mutate()}
        renewing={preparing.isPending}
        onSent={(intentId) => setStep({ name: 'watch', intentId, state: null })}
      />
    )
  }
  return (
    <div className="grid gap-3">
      {problem && <Alert tone="bad" title={problem.message} />}
      {step.name === 'watch' && <TransactionProgress intentId={step.intentId} onEnd={end} />}
      {!isOver && (step.name === 'idle' || step.state !== null) && (
        <Button
          {...(look && { look })}
          disabled={disabled}
          busy={preparing.isPending}
          className="justify-self-start"
          onClick={() => preparing.mutate()}
        >
          {step.name === 'watch' && step.state !== 'finalized' ? `${label} again` : label}
        </Button>
      )}
    </div>
  )
}

type ReviewProps = {
  intent: IntentView
  onBack: () => void
  onRenew: () => void
  renewing: boolean
  onSent: (intentId: string) => void
}

/** The summary with the wallet's button. A preparation that got old is renewed with one click. */
function Review({ intent, onBack, onRenew, renewing, onSent }: ReviewProps) {
  const trpc = useTRPC()
  const sign = useSign(intent)
  const decline = useMutation(trpc.raises.decline.mutationOptions())
  const signing = useMutation({
    mutationFn: sign,
    onSuccess: () => onSent(intent.id),
    onError: (error) => {
      if (error.name === 'WalletDeclined') decline.mutate({ intentId: intent.id })
    },
  })
  const problem = signing.error && wordsOf(signing.error)
  return (
    <div className="grid gap-4 rounded-xl border border-brand p-4">
      <SummaryView summary={intent.summary} />
      {problem && <Alert tone={problem.declined ? 'warn' : 'bad'} title={problem.message} />}
      <div className="flex flex-wrap gap-3">
        {problem ? (
          <Button busy={renewing} onClick={onRenew}>
            Prepare it again
          </Button>
        ) : (
          <WalletButton wallet={intent.wallet} busy={signing.isPending} onSign={() => signing.mutate()} />
        )}
        <Button look="secondary" disabled={signing.isPending} onClick={onBack}>
          Back, send nothing
        </Button>
      </div>
    </div>
  )
}

/**
 * Signs with the connected wallet; connects one first, and names the account that must be chosen in it. While a wallet connects
 * there is nothing to click, and the two buttons are never the same element: a click meant for connecting cannot sign.
 */
function WalletButton({ wallet, busy, onSign }: { wallet: string; busy: boolean; onSign: () => void }) {
  const { signer, connect, loading } = useWalletConnection()
  if (!signer) {
    if (loading) {
      return (
        <p key="connecting" role="status" className="self-center text-soft">
          Connecting the wallet…
        </p>
      )
    }
    return (
      <Button key="connect" onClick={connect}>
        Connect the wallet
      </Button>
    )
  }
  if (signer.address !== wallet) {
    return (
      <p key="other" className="text-warn">
        The wallet is set to another account. Choose <Address address={wallet} /> in it.
      </p>
    )
  }
  return (
    <Button key="sign" busy={busy} onClick={onSign}>
      Sign with the wallet
    </Button>
  )
}

/** An error of the wallet speaks for itself; an error of the site comes with its own sentence. */
function wordsOf(error: Error): { message: string; declined: boolean } {
  if (error.name === 'WalletDeclined')
    return { message: 'You declined in the wallet. No money has moved.', declined: true }
  if (error.name === 'TRPCClientError') return { message: clientError(error).message, declined: false }
  return { message: `${error.message} No money has moved.`, declined: false }
}

/** Signs a prepared transaction and hands the signature in. Finnie alone sends by itself; then its signature is reported. */
function useSign(intent: IntentView): () => Promise<void> {
  const trpc = useTRPC()
  const signer = useSigner()
  const submit = useMutation(trpc.raises.submit.mutationOptions())
  const handOver = useMutation(trpc.raises.handOver.mutationOptions())
  const report = useMutation(trpc.raises.reportSent.mutationOptions())
  return async () => {
    if (signer?.address !== intent.wallet || !intent.transaction) throw new Error('The wallet is not ready.')
    if (signer.signAndSend) {
      const { transaction } = await handOver.mutateAsync({ intentId: intent.id })
      const signature = await signer.signAndSend(bytesOf(transaction))
      await report.mutateAsync({ intentId: intent.id, signature })
      return
    }
    const signed = await signer.signTransaction(bytesOf(intent.transaction))
    await submit.mutateAsync({ intentId: intent.id, signature: firstSignature(signed) })
  }
}
