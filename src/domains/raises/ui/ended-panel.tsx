'use client'
import { useQuery } from '@tanstack/react-query'
import { Alert } from '@/ui/badge'
import { ButtonLink } from '@/ui/button'
import { Card, Facts, Heading } from '@/ui/card'
import { Amount } from '@/ui/money'
import { clientError, TrpcProvider, useTRPC } from '@/ui/trpc'
import type { Holding } from '../queries/portfolio'
import { type AfterAct, afterAct } from '../rules/after'

type Props = { raise: string; slug: string }

/** Where a raise takes no money any more: what became of one's own position, and what can be done with it now. */
export const EndedPanel = (props: Props) => (
  <TrpcProvider>
    <Card>
      <Heading id="position">Your position</Heading>
      <Panel {...props} />
    </Card>
  </TrpcProvider>
)

function Panel({ raise, slug }: Props) {
  const trpc = useTRPC()
  const me = useQuery(trpc.identity.me.queryOptions())
  const signedIn = Boolean(me.data?.viewer)
  const portfolio = useQuery({ ...trpc.raises.portfolio.queryOptions(), enabled: signedIn })
  const failed = me.error ?? portfolio.error
  if (failed) return <Alert tone="bad" title={clientError(failed).message} />
  if (me.isPending || (signedIn && portfolio.isPending)) return <p role="status">Loading…</p>
  if (!signedIn) {
    return (
      <div className="grid gap-3">
        <p>This raise takes no money any more. Sign in to see what comes to you from it.</p>
        <ButtonLink href={`/sign-in?next=/projects/${slug}`} className="justify-self-start">
          Sign in
        </ButtonLink>
      </div>
    )
  }
  const holdings = (portfolio.data ?? []).filter((holding) => holding.raise === raise)
  if (holdings.length === 0) return <p>This raise takes no money any more, and you have no position in it.</p>
  return (
    <div className="grid gap-4">
      {holdings.map((holding) => (
        <Position key={holding.position} holding={holding} />
      ))}
    </div>
  )
}

const WORDS: Readonly<Record<AfterAct, string>> = {
  refund: 'All of your money can go back to your wallet now.',
  unwind: 'Your share of what the team does not receive can go back to your wallet now.',
  claim: 'Something of it can come to your wallet now.',
  settle: 'Anybody can settle the raise now; then it is known what comes to you.',
  nothing: 'Nothing is to be done now.',
}

function Position({ holding }: { holding: Holding }) {
  const { standing, payment, sale, settleable, state, returned } = holding
  const act = state === 'open' ? afterAct(standing, { settleable }) : 'nothing'
  return (
    <div className="grid gap-3">
      <Facts
        facts={[
          ['Committed', <Amount key="committed" units={standing.committed} asset={payment} />],
          ...(returned > 0n ? [['Paid back', <Amount key="back" units={returned} asset={payment} />] as const] : []),
          ...(standing.delivered > 0n
            ? [['Tokens delivered', <Amount key="tokens" units={standing.delivered} asset={sale} />] as const]
            : []),
        ]}
      />
      <p>{WORDS[act]}</p>
      <ButtonLink href="/portfolio" look={act === 'nothing' ? 'secondary' : 'primary'} className="justify-self-start">
        {act === 'nothing' ? 'Your portfolio' : 'Do it in your portfolio'}
      </ButtonLink>
    </div>
  )
}
