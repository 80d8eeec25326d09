'use client'
import { useWalletConnection, WithWallet } from '@/domains/identity/ui/wallet'
import { Transact } from '@/domains/raises/ui/transact'
import { Button } from '@/ui/button'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'

type What = 'pool' | 'submission' | 'auditor' | 'takeBack'

/** The same outside an island that has a wallet already. */
export const PayIntoRound = (props: { roundId: string; what: What; label: string }) => (
  <TrpcProvider>
    <WithWallet>
      <PayRound {...props} />
    </WithWallet>
  </TrpcProvider>
)

type PayRoundProps = { roundId: string; what: What; label: string; onDone?: () => void }

/** One payment into a round, or a bond taken back, by the connected wallet: prepared and read, signed, and followed to its end. */
export function PayRound({ roundId, what, label, onDone }: PayRoundProps) {
  const trpc = useTRPCClient()
  const { signer, connect, loading } = useWalletConnection()
  if (!signer)
    return (
      <Button look="secondary" className="justify-self-start" busy={loading} onClick={connect}>
        {what === 'takeBack' ? 'Connect the wallet that locked it' : 'Connect the wallet that pays'}
      </Button>
    )
  const { address: wallet } = signer
  return (
    <Transact
      label={label}
      {...(onDone && { onDone })}
      prepare={(idempotencyKey) => trpc.bounties.preparePayment.mutate({ roundId, wallet, what, idempotencyKey })}
    />
  )
}
