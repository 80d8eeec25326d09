'use client'
import { useWalletConnection, WithWallet } from '@/domains/identity/ui/wallet'
import { Transact } from '@/domains/raises/ui/transact'
import { Button } from '@/ui/button'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'

type What = 'pool' | 'submission' | 'auditor' | 'takeBack'

/** The same outside an island that has a wallet already. */
export const PayIntoRound = (props: PayRoundProps) => (
  <TrpcProvider>
    <WithWallet>
      <PayRound {...props} />
    </WithWallet>
  </TrpcProvider>
)

type PayRoundProps = {
  roundId: string
  what: What
  label: string
  /** It is paid, or on its way: how that ends is shown, and nothing more is offered. */
  isOver?: boolean
  onDone?: () => void
}

/** One payment into a round, or a bond taken back, by the connected wallet: prepared and read, signed, and followed to its end. */
export function PayRound({ roundId, what, label, isOver = false, onDone }: PayRoundProps) {
  const trpc = useTRPCClient()
  const { signer, connect, loading } = useWalletConnection()
  if (!signer && isOver) return null
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
      isOver={isOver}
      {...(onDone && { onDone })}
      prepare={(idempotencyKey) => trpc.bounties.preparePayment.mutate({ roundId, wallet, what, idempotencyKey })}
    />
  )
}
