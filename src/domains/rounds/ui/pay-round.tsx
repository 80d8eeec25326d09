'use client'
import { useWalletConnection, WithWallet } from '@/domains/identity/ui/wallet'
import { Transact } from '@/domains/raises/ui/transact'
import { Button } from '@/ui/button'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'

type What = 'pool' | 'submission' | 'auditor'

/** The same outside an island that has a wallet already. */
export const PayIntoRound = (props: { roundId: string; what: What; label: string }) => (
  <TrpcProvider>
    <WithWallet>
      <PayRound {...props} />
    </WithWallet>
  </TrpcProvider>
)

/** One payment into a round from the connected wallet: prepared and read, signed, and followed to its end. */
export function PayRound({ roundId, what, label }: { roundId: string; what: What; label: string }) {
  const trpc = useTRPCClient()
  const { signer, connect, loading } = useWalletConnection()
  if (!signer)
    return (
      <Button look="secondary" className="justify-self-start" busy={loading} onClick={connect}>
        Connect the wallet that pays
      </Button>
    )
  const { address: wallet } = signer
  return (
    <Transact
      label={label}
      prepare={(idempotencyKey) => trpc.bounties.preparePayment.mutate({ roundId, wallet, what, idempotencyKey })}
    />
  )
}
