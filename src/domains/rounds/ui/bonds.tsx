'use client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSigner } from '@/domains/identity/ui/wallet'
import { formatInstant } from '@/kit/time'
import { Address } from '@/ui/address'
import { Alert } from '@/ui/badge'
import { Card, Heading } from '@/ui/card'
import { Amount } from '@/ui/money'
import { useTRPC } from '@/ui/trpc'
import type { OwnBond } from '../flows/bonds'
import { PayRound } from './pay-round'

type AssetOf = { symbol: string; decimals: number }

/** How often the chain is asked again while something that was sent is not final. */
const ASK_AGAIN_MS = 3_000

/** The bonds of this member in a round; asked again after something was sent, until the chain shows another state. */
export function useBonds({ roundId, enabled }: { roundId: string; enabled: boolean }) {
  const trpc = useTRPC()
  const [before, setBefore] = useState<string | null>(null)
  const asked = useQuery({
    ...trpc.bounties.bonds.queryOptions({ roundId }),
    enabled,
    refetchInterval: ({ state }) =>
      before !== null && before === addressesIn(state.data ?? []) ? ASK_AGAIN_MS : false,
  })
  const list = asked.data ?? []
  return { list, isAway: enabled && asked.isError, onDone: () => setBefore(addressesIn(list)) }
}
export type Bonds = ReturnType<typeof useBonds>

const addressesIn = (bonds: readonly OwnBond[]): string => bonds.map(({ address }) => address).join(' ')

type Props = { roundId: string; asset: AssetOf; bonds: Bonds }

/** What a member has locked for a round: where it lies, when it is free, and the way to take it back. */
export function OwnBonds({ roundId, asset, bonds }: Props) {
  if (bonds.isAway)
    return (
      <Alert
        tone="warn"
        title="The chain does not answer, so your bonds are not shown. They are where you left them."
      />
    )
  if (bonds.list.length === 0) return null
  return (
    <Card>
      <Heading>Your bond</Heading>
      <ul className="grid gap-5">
        {bonds.list.map((bond) => (
          <li key={bond.address} className="grid gap-3">
            <p>
              <Amount units={bond.amount} asset={asset} />, locked by <Address address={bond.wallet} />
            </p>
            <p className="max-w-prose text-soft">{wordsFor(bond)}</p>
            {bond.isFree && <TakeBack {...{ roundId, bond }} onDone={bonds.onDone} />}
            <details className="text-soft">
              <summary className="cursor-pointer py-2">Without this site</summary>
              <p className="break-words">
                The bond is the account <Address address={bond.address} />. From any checkout, with your wallet’s key
                file: <code>npx flotilla bond take-back {bond.address} --key FILE</code>
              </p>
            </details>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function TakeBack({ roundId, bond, onDone }: { roundId: string; bond: OwnBond; onDone: () => void }) {
  const signer = useSigner()
  if (signer && signer.address !== bond.wallet)
    return <p>Connect the wallet that locked it: nobody else can take it back.</p>
  return <PayRound {...{ roundId, onDone }} what="takeBack" label="Take it back" />
}

function wordsFor({ isFree, isJudged, rootDeadline, freeAt }: OwnBond): string {
  if (isJudged) return 'The list of the round has decided about it: this is what it left you.'
  if (isFree) return 'Nothing holds it any more. You can take it back whenever you like.'
  return `It waits for the list of the round, which gives it back. Without a list by ${formatInstant(rootDeadline)} you can take it back then; whatever happens, from ${formatInstant(freeAt)} on.`
}
