'use client'
import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react'
import type { Signer } from '@/chain/wallets/signer'
import { useHydrated } from '@/ui/hydrated'
import { useTRPC } from '@/ui/trpc'
import { hasLastWallet } from './last-wallet'

export type { Signer } from '@/chain/wallets/signer'

// Wallet code is large; it loads on the first click on Connect, or when a wallet was connected here before.
const WalletBridge = dynamic(() => import('./wallet-bridge').then((module) => module.WalletBridge), { ssr: false })

type Connection = {
  signer: Signer | null
  /** Opens the choice of wallets. */
  connect: () => void
  disconnect: () => void
  /** True until clicks are heard, while the wallet code loads, and while a wallet is connecting, by itself or by a click. */
  loading: boolean
}

const WalletContext = createContext<Connection | null>(null)

/** Gives what stands inside it a wallet. Put it inside `TrpcProvider`; what it holds is never mounted anew. */
export function WithWallet({ children }: { children: ReactNode }) {
  const trpc = useTRPC()
  const me = useQuery(trpc.identity.me.queryOptions())
  const [wanted, setWanted] = useState(false)
  const [choosing, setChoosing] = useState(false)
  const [signer, setSigner] = useState<Signer | null>(null)
  const [ready, setReady] = useState(false)
  const [leaving, setLeaving] = useState(0)

  useEffect(() => setWanted(hasLastWallet()), [])
  const connect = useCallback(() => {
    setWanted(true)
    setChoosing(true)
  }, [])
  const disconnect = useCallback(() => setLeaving((count) => count + 1), [])
  const loading = !useHydrated() || (wanted && !ready)
  const value = useMemo(() => ({ signer, connect, disconnect, loading }), [signer, connect, disconnect, loading])
  return (
    <WalletContext value={value}>
      {children}
      {wanted && me.data && (
        <WalletBridge
          network={me.data.network}
          choosing={choosing}
          onChoosing={setChoosing}
          onSigner={setSigner}
          onReady={setReady}
          leaving={leaving}
        />
      )}
    </WalletContext>
  )
}

/** The wallet's connection; must stand inside `WithWallet`. */
export function useWalletConnection(): Connection {
  const connection = useContext(WalletContext)
  if (!connection) throw new Error('useWalletConnection stands outside WithWallet')
  return connection
}

/** The connected wallet, null while there is none. It signs exact bytes; we send. */
export const useSigner = (): Signer | null => useWalletConnection().signer
