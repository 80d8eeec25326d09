import type { Metadata } from 'next'
import { RiskBanner } from '@/domains/compliance/ui/risk-banner'
import { Notices } from '@/domains/identity/ui/notices'
import { ChainNotice } from '@/domains/raises/ui/chain-notice'
import { HoldingCard } from '@/domains/raises/ui/holding'
import { RaiseIsland } from '@/domains/raises/ui/island'
import { PortfolioSummary } from '@/domains/raises/ui/portfolio-summary'
import { memberPage } from '@/server/page'
import { Empty } from '@/ui/badge'
import { ButtonLink } from '@/ui/button'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'
import { RefundPageNote } from '@/ui/refund-page-note'

export const metadata: Metadata = { title: 'Portfolio' }

export default async function PortfolioPage() {
  const { api, now } = await memberPage('/portfolio')
  const warnings = await api.protection.banner()
  return (
    <>
      <RiskBanner warnings={warnings} />
      <PageFrame
        title="Portfolio"
        lead="What you put into raises, as the chain finally has it. Refunds and tokens come to your wallet by themselves when they are due."
      >
        <Loaded
          what="your positions"
          load={() => Promise.all([api.raises.portfolio(), api.raises.chain(), api.identity.notices()])}
        >
          {([holdings, chain, notices]) => (
            <>
              <Notices notices={notices} now={now} here="/portfolio" />
              <ChainNotice chain={chain} />
              {holdings.length === 0 ? (
                <Empty title="No positions yet">
                  <p className="mb-3">
                    Choose an open raise and commit an amount from your wallet. It appears here within seconds, and
                    until the date that the raise names you can take it out again.
                  </p>
                  <ButtonLink href="/projects?state=open">See the open raises</ButtonLink>
                </Empty>
              ) : (
                <>
                  <PortfolioSummary holdings={holdings} />
                  <RaiseIsland>
                    {holdings.map((holding) => (
                      <HoldingCard key={holding.position} holding={holding} now={now} />
                    ))}
                  </RaiseIsland>
                  <RefundPageNote />
                </>
              )}
            </>
          )}
        </Loaded>
      </PageFrame>
    </>
  )
}
