'use client'
import { WalletReadyState } from '@solana/wallet-adapter-base'
import { useWallet, WalletProvider } from '@solana/wallet-adapter-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { DEMO_WALLET, DemoWalletAdapter } from '@/chain/wallets/demo'
import { FinnieWalletAdapter } from '@/chain/wallets/finnie'
import { type Signer, signerOf } from '@/chain/wallets/signer'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { useTRPCClient } from '@/ui/trpc'
import { hasLastWallet } from './last-wallet'

type BridgeProps = {
  network: string
  choosing: boolean
  onChoosing: (choosing: boolean) => void
  onSigner: (signer: Signer | null) => void
  /** False while nobody can say yet whether there will be a signer. */
  onReady: (ready: boolean) => void
  /** Rises each time that the wallet is to be disconnected. */
  leaving: number
}

/** The wallets of this browser: those that announce themselves, Finnie, and on the local chain the demo wallet. */
export function WalletBridge(props: BridgeProps) {
  const { network } = props
  const trpc = useTRPCClient()
  const [problem, setProblem] = useState<string | null>(null)
  const wallets = useMemo(() => {
    const fund = async (address: string) => void (await trpc.local.fund.mutate({ address }))
    return [new FinnieWalletAdapter(network), ...(network === 'local' ? [new DemoWalletAdapter(fund)] : [])]
  }, [network, trpc])
  return (
    <WalletProvider wallets={wallets} autoConnect onError={(error) => setProblem(sentenceOf(error))}>
      <Chooser {...props} problem={problem} onProblem={setProblem} />
    </WalletProvider>
  )
}

/** A wallet that has not answered by then (locked, or its window was closed) may be left for another one. */
const PATIENCE_MS = 15_000
/** Wallets announce themselves after the page is there; the one used last is waited for this long. */
const DISCOVERY_MS = 2_000

/** Whether the wallet that was used last here has not announced itself yet: it will connect by itself as soon as it does. */
function useIsAwaited(): boolean {
  const { wallet } = useWallet()
  const [over, setOver] = useState(() => !hasLastWallet())
  const awaited = !over && !wallet
  useEffect(() => {
    if (!awaited) return setOver(true)
    const timer = setTimeout(() => setOver(true), DISCOVERY_MS)
    return () => clearTimeout(timer)
  }, [awaited])
  return awaited
}

/**
 * Whether the chosen wallet is being connected: from the rendering that knows of it, before its adapter says so, to its answer.
 * In between nothing may be offered to click, because the answer changes what a click would mean.
 */
function useIsConnecting(): boolean {
  const { wallet, connected, connecting } = useWallet()
  const name = wallet?.adapter.name
  const answers = wallet?.readyState === WalletReadyState.Installed
  const [asked, setAsked] = useState<string>()
  const [late, setLate] = useState<string>()
  useEffect(() => {
    if (connecting || connected) setAsked(name)
  }, [connecting, connected, name])
  const pending = connecting || (answers && !connected && asked !== name)
  useEffect(() => {
    if (!pending) return
    const timer = setTimeout(() => setLate(name), PATIENCE_MS)
    return () => {
      clearTimeout(timer)
      setLate(undefined)
    }
  }, [pending, name])
  return pending && late !== name
}

const sentenceOf = (error: Error) => error.message || 'The wallet did not connect. Unlock it and try again.'

function Chooser({
  choosing,
  onChoosing,
  onSigner,
  onReady,
  leaving,
  problem,
  onProblem,
}: BridgeProps & { problem: string | null; onProblem: (problem: string | null) => void }) {
  const { wallets, wallet, publicKey, connected, connecting, select, connect, disconnect } = useWallet()
  const adapter = connected ? (wallet?.adapter ?? null) : null
  // The address belongs to the dependencies: a wallet may change its account without disconnecting.
  const address = publicKey?.toBase58()
  const isAwaited = useIsAwaited()
  const isConnecting = useIsConnecting() || isAwaited
  // One effect for both, so that no rendering knows of one without the other.
  useEffect(() => {
    onSigner(address ? signerOf(adapter) : null)
    onReady(!isConnecting)
  }, [adapter, address, isConnecting, onSigner, onReady])
  useEffect(() => {
    if (address) onChoosing(false)
  }, [address, onChoosing])
  const left = useRef(leaving)
  useEffect(() => {
    if (leaving === left.current) return
    left.current = leaving
    disconnect().catch((error: Error) => onProblem(sentenceOf(error)))
  }, [leaving, disconnect, onProblem])

  const here = wallets.filter(({ readyState }) => readyState === WalletReadyState.Installed)
  const choose = (chosen: (typeof here)[number]) => {
    onProblem(null)
    if (wallet?.adapter.name !== chosen.adapter.name) select(chosen.adapter.name)
    else connect().catch((error: Error) => onProblem(sentenceOf(error)))
  }
  return (
    <Dialog title="Connect a wallet" open={choosing && !address} onOpenChange={onChoosing}>
      {problem && (
        <Alert tone="bad" title="The wallet did not connect">
          {problem}
        </Alert>
      )}
      {here.length === 0 ? (
        <p>No wallet was found in this browser. Install Finnie, or another wallet that signs for Solana addresses.</p>
      ) : (
        <ul className="mt-3 grid gap-2">
          {here.map((one) => (
            <li key={one.adapter.name}>
              <Button
                look="secondary"
                className="w-full justify-start"
                busy={connecting && wallet?.adapter.name === one.adapter.name}
                onClick={() => choose(one)}
              >
                <span
                  aria-hidden
                  className="size-6 shrink-0 bg-contain bg-center bg-no-repeat"
                  style={{ backgroundImage: `url(${JSON.stringify(one.adapter.icon)})` }}
                />
                {one.adapter.name}
              </Button>
              {one.adapter.name === DEMO_WALLET && (
                <p className="mt-1 text-sm text-soft">
                  Its key lies in this browser and is worth nothing anywhere but on this machine's chain.
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
      <p className="mt-4 text-sm text-soft">
        The wallet only signs. It never sends anything for this site, except Finnie.
      </p>
    </Dialog>
  )
}
