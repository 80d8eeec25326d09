'use client'
import { type FormEvent, useState } from 'react'
import { Button } from '@/ui/button'
import { Field, Input } from '@/ui/field'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { ActError, useAct } from './act'
import { WalletField } from './wallet-field'

/** Looks for a stake that one of the member's wallets paid for. Nothing is signed. */
export const ProveStake = ({ wallets }: { wallets: readonly string[] }) => (
  <TrpcProvider>
    <Look wallets={wallets} />
  </TrpcProvider>
)

function Look({ wallets }: { wallets: readonly string[] }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const [wallet, setWallet] = useState(wallets[0] ?? '')
  const [signature, setSignature] = useState('')
  const look = (event: FormEvent) => {
    event.preventDefault()
    return run('look', () => trpc.compliance.proveStake.mutate({ wallet, signature: signature.trim() || null }))
  }
  const at = (name: string) => (error?.field === name ? error.message.replace(`${name}: `, '') : undefined)
  return (
    <form onSubmit={look} className="grid gap-4" noValidate>
      <ActError error={error && !['wallet', 'signature'].includes(error.field ?? '') ? error : null} />
      <WalletField
        label="Main wallet of your node"
        hint="One that you linked: it paid when your node staked."
        error={at('wallet')}
        {...{ wallets, wallet, onChange: setWallet }}
      />
      <Field
        label="Transaction that staked"
        optional
        hint="Its signature, when the stake is older than the wallet’s last 200 transactions."
        error={at('signature')}
      >
        {(control) => (
          <Input
            {...control}
            value={signature}
            onChange={({ target }) => setSignature(target.value)}
            spellCheck={false}
          />
        )}
      </Field>
      <Button look="secondary" type="submit" className="justify-self-start" busy={busy !== null}>
        Look for my stake
      </Button>
    </form>
  )
}
