import type { Metadata } from 'next'
import { EngineRoundView } from '@/domains/rounds/ui/engine-page'
import { EngineBadge } from '@/domains/rounds/ui/engine-sheet'
import { PayIntoRound } from '@/domains/rounds/ui/pay-round'
import { memberPage, orNotFound } from '@/server/page'
import { Alert } from '@/ui/badge'
import { Card, Heading } from '@/ui/card'
import { PageFrame } from '@/ui/page'

export const metadata: Metadata = { title: 'Your bounty' }

const POOL_HEADINGS = {
  none: 'Pay the pool in',
  onItsWay: 'The payment of the pool is on its way',
  final: 'The pool is paid in; next the rules are written on the chain',
} as const

export default async function OwnBountyPage({ params }: { params: Promise<{ id: string; round: string }> }) {
  const { id, round: roundId } = await params
  const path = `/apply/${id}/bounties`
  const { api } = await memberPage(`${path}/${roundId}`)
  const round = await orNotFound(api.bounties.own({ roundId }))
  return (
    <PageFrame title={round.title} back={{ href: path, label: 'Your bounties' }} actions={<EngineBadge {...round} />}>
      <EngineRoundView round={round}>
        {!round.isApproved && round.state === 'planned' && (
          <Alert title="It waits for two people">They look at its rules. Then you pay the pool in.</Alert>
        )}
        {round.isApproved && round.state === 'planned' && !round.sheetSignature && (
          <Card>
            <Heading>{POOL_HEADINGS[round.payment ?? 'none']}</Heading>
            <p className="mb-3 max-w-prose text-soft">
              It goes into the list’s own vault on the chain. Nobody can take it from there: it pays the work that is
              accepted, and what is left comes back to your wallet. If the task ends without a list, all of it does.
            </p>
            <PayIntoRound roundId={roundId} what="pool" label="Review the payment" isOver={round.payment !== null} />
          </Card>
        )}
      </EngineRoundView>
    </PageFrame>
  )
}
