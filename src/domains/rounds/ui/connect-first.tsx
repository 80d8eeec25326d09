'use client'
import { Fragment, type ReactNode } from 'react'
import type { useWalletConnection } from '@/domains/identity/ui/wallet'
import { Button } from '@/ui/button'

type Connection = Pick<ReturnType<typeof useWalletConnection>, 'signer' | 'connect' | 'loading'>

/**
 * What is signed with a wallet, once one is connected; before that the way to connect it. Never one button that turns into the other
 * under a finger: a wallet may connect by itself meanwhile. Without the keys React would keep the one element for both.
 */
export function ConnectFirst({
  wallet: { signer, connect, loading },
  label,
  children,
}: {
  wallet: Connection
  label: string
  children: ReactNode
}) {
  if (signer) return <Fragment key="sign">{children}</Fragment>
  return (
    <Button key="connect" look="secondary" className="justify-self-start" busy={loading} onClick={connect}>
      {label}
    </Button>
  )
}
