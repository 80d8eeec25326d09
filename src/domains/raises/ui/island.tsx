'use client'
import type { ReactNode } from 'react'
import { WithWallet } from '@/domains/identity/ui/wallet'
import { TrpcProvider } from '@/ui/trpc'

/** What acts on chain stands inside: it gives the API and one wallet to everything in it. Wallet code loads on Connect. */
export const RaiseIsland = ({ children }: { children: ReactNode }) => (
  <TrpcProvider>
    <WithWallet>{children}</WithWallet>
  </TrpcProvider>
)
