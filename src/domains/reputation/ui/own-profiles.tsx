'use client'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Address } from '@/ui/address'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { useHydrated } from '@/ui/hydrated'
import { Link } from '@/ui/link'
import { clientError, TrpcProvider, useTRPCClient } from '@/ui/trpc'

type Props = { wallets: readonly string[]; shown: readonly string[] }

/** Which of a member's wallets have a public profile. None has one before its owner says so. */
export const OwnProfiles = (props: Props) => (
  <TrpcProvider>
    <List {...props} />
  </TrpcProvider>
)

function List({ wallets, shown }: Props) {
  const trpc = useTRPCClient()
  const router = useRouter()
  const hydrated = useHydrated()
  const [busy, setBusy] = useState<string | null>(null)
  const [error, setError] = useState<string | null>(null)
  const change = async (wallet: string, show: boolean) => {
    setBusy(wallet)
    setError(null)
    try {
      await (show ? trpc.reputation.show.mutate({ wallet }) : trpc.reputation.hide.mutate({ wallet }))
      router.refresh()
    } catch (failure) {
      setError(clientError(failure).message)
    } finally {
      setBusy(null)
    }
  }
  return (
    <div className="grid gap-4">
      <p>
        A wallet can have a page that everybody sees: whether it is a node operator’s, what it kept and broke, and its
        scores. Your name does not stand there. Days of stake count from the moment you show it. Hiding it takes the
        page away; what others saw or saved stays with them.
      </p>
      {error && (
        <Alert tone="bad" title="Nothing was changed">
          {error}
        </Alert>
      )}
      {wallets.length === 0 && <p className="text-soft">Link a wallet first.</p>}
      <ul className="divide-y divide-line">
        {wallets.map((wallet) => {
          const isShown = shown.includes(wallet)
          return (
            <li key={wallet} className="flex flex-wrap items-center justify-between gap-3 py-2">
              <Address address={wallet} />
              <span className="flex flex-wrap items-center gap-3">
                {isShown && (
                  <Link href={`/operators/${wallet}`} className="text-brand underline underline-offset-4">
                    See the page
                  </Link>
                )}
                <Button
                  look="secondary"
                  busy={!hydrated || busy === wallet}
                  aria-label={`${isShown ? 'Hide' : 'Show'} the profile of ${wallet}`}
                  onClick={() => change(wallet, !isShown)}
                >
                  {isShown ? 'Hide' : 'Show'}
                </Button>
              </span>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
