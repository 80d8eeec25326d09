'use client'
import { useState } from 'react'
import { useAct } from '@/domains/identity/ui/use-act'
import { useWalletConnection, WithWallet } from '@/domains/identity/ui/wallet'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'

type What = 'pool' | 'submission' | 'auditor' | 'takeBack'

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
const base64Of = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes))

/** The same outside an island that has a wallet already. */
export const PayIntoRound = (props: { roundId: string; what: What; label: string }) => (
  <TrpcProvider>
    <WithWallet>
      <PayRound {...props} />
    </WithWallet>
  </TrpcProvider>
)

type PayRoundProps = { roundId: string; what: What; label: string; onSent?: () => void }

/** One payment into a round, or a bond taken back: prepared and read, then signed by the wallet and sent by us. */
export function PayRound({ roundId, what, label, onSent }: PayRoundProps) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const { signer, connect, loading } = useWalletConnection()
  const [prepared, setPrepared] = useState<{ transaction: string; lines: string[] } | null>(null)
  const [sent, setSent] = useState(false)
  if (!signer)
    return (
      <Button look="secondary" className="justify-self-start" busy={loading} onClick={connect}>
        {what === 'takeBack' ? 'Connect the wallet that locked it' : 'Connect the wallet that pays'}
      </Button>
    )
  const { address: wallet } = signer
  const prepare = async () => setPrepared(await trpc.bounties.preparePayment.mutate({ roundId, wallet, what }))
  const sign = async () => {
    const bytes = bytesOf(prepared!.transaction)
    if (signer.signAndSend) await signer.signAndSend(bytes)
    else {
      const transaction = base64Of(await signer.signTransaction(bytes))
      await trpc.bounties.sendPayment.mutate({ roundId, wallet, what, transaction })
    }
    setPrepared(null)
    setSent(true)
    onSent?.()
  }
  return (
    <div className="grid gap-3">
      {error && <Alert tone="bad" title={error} />}
      {sent && <Alert tone="good" title="Sent. It counts as soon as it is final, in about half a minute." />}
      {prepared ? (
        <div className="grid gap-3 rounded-xl border border-brand p-4">
          {prepared.lines.map((line) => (
            <p key={line}>{line}</p>
          ))}
          <div className="flex flex-wrap gap-3">
            <Button busy={busy !== null} onClick={() => run('sign', sign)}>
              Sign with {signer.name}
            </Button>
            <Button look="secondary" onClick={() => setPrepared(null)}>
              Back, send nothing
            </Button>
          </div>
        </div>
      ) : (
        <Button className="justify-self-start" busy={busy !== null} onClick={() => run('prepare', prepare)}>
          {label}
        </Button>
      )}
    </div>
  )
}
