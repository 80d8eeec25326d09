import type { Metadata } from 'next'
import { ChainNotice } from '@/domains/raises/ui/chain-notice'
import { HoldingCard } from '@/domains/raises/ui/holding'
import { RaiseIsland } from '@/domains/raises/ui/island'
import { memberPage } from '@/server/page'
import { Empty } from '@/ui/badge'
import { ButtonLink } from '@/ui/button'
import { PageFrame } from '@/ui/page'

export const metadata: Metadata = { title: 'Portfolio' }

export default async function PortfolioPage() {
  const { api, now } = await memberPage('/portfolio')
  const [holdings, chain] = await Promise.all([api.raises.portfolio(), api.raises.chain()])
  return (
    <PageFrame
      title="Portfolio"
      lead="Your positions as the chain finally has them, also those made with another client. Money goes back to your wallet by itself when it is due; you need not wait for that."
    >
      <ChainNotice chain={chain} />
      {holdings.length === 0 ? (
        <Empty title="No positions yet">
          <p className="mb-3">What you commit to a raise appears here within seconds.</p>
          <ButtonLink href="/projects">See the raises</ButtonLink>
        </Empty>
      ) : (
        <RaiseIsland>
          {holdings.map((holding) => (
            <HoldingCard key={holding.position} holding={holding} now={now} />
          ))}
        </RaiseIsland>
      )}
    </PageFrame>
  )
}
