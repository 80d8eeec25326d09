'use client'
import { Button } from '@/ui/button'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { ActError, useAct } from './act'

/** Starts a verification or a renewal. */
export function StartButton({ label }: { label: string }) {
  return (
    <TrpcProvider>
      <Start label={label} />
    </TrpcProvider>
  )
}

function Start({ label }: { label: string }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  return (
    <div className="grid gap-3">
      <ActError error={error} />
      <Button
        className="justify-self-start"
        busy={busy !== null}
        onClick={() => run('start', () => trpc.compliance.start.mutate())}
      >
        {label}
      </Button>
    </div>
  )
}

/** Hands the verification in, or gives it up. */
export function HandIn({ complete, missing }: { complete: boolean; missing: string }) {
  return (
    <TrpcProvider>
      <HandInButtons complete={complete} missing={missing} />
    </TrpcProvider>
  )
}

function HandInButtons({ complete, missing }: { complete: boolean; missing: string }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  return (
    <div className="grid gap-3">
      <ActError error={error} />
      {!complete && <p className="text-soft">{missing}</p>}
      <div className="flex flex-wrap gap-3">
        <Button
          disabled={!complete}
          busy={busy === 'submit'}
          onClick={() => run('submit', () => trpc.compliance.submit.mutate())}
        >
          Hand in for verification
        </Button>
        <Button
          look="quiet"
          busy={busy === 'withdraw'}
          onClick={() => run('withdraw', () => trpc.compliance.withdraw.mutate())}
        >
          Give up this verification
        </Button>
      </div>
    </div>
  )
}

/** Takes back a verification that waits. */
export function WithdrawButton() {
  return (
    <TrpcProvider>
      <Withdraw />
    </TrpcProvider>
  )
}

function Withdraw() {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  return (
    <div className="grid gap-3">
      <ActError error={error} />
      <Button
        look="secondary"
        className="justify-self-start"
        busy={busy !== null}
        onClick={() => run('withdraw', () => trpc.compliance.withdraw.mutate())}
      >
        Withdraw this verification
      </Button>
    </div>
  )
}

/** Erases profile and documents of a withdrawn verification. */
export function EraseButton({ caseId }: { caseId: string }) {
  return (
    <TrpcProvider>
      <Erase caseId={caseId} />
    </TrpcProvider>
  )
}

function Erase({ caseId }: { caseId: string }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  return (
    <div className="grid gap-3">
      <ActError error={error} />
      <Button
        look="danger"
        className="justify-self-start"
        busy={busy !== null}
        onClick={() => run('erase', () => trpc.compliance.eraseMine.mutate({ caseId }))}
      >
        Erase my profile and documents
      </Button>
    </div>
  )
}
