import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { RiskBanner } from '@/domains/compliance/ui/risk-banner'
import { SummaryCard } from '@/domains/discussion/ui/summary-card'
import { CATEGORIES } from '@/domains/projects/schema/content'
import { ProjectContent } from '@/domains/projects/ui/project-content'
import { SheetCard } from '@/domains/projects/ui/sheet-view'
import { isOver } from '@/domains/raises/rules/after'
import { ChainNotice } from '@/domains/raises/ui/chain-notice'
import { ConcentrationCard } from '@/domains/raises/ui/concentration'
import { EndedPanel } from '@/domains/raises/ui/ended-panel'
import { InvestPanel } from '@/domains/raises/ui/invest-panel'
import { PhaseBadge } from '@/domains/raises/ui/phase-badge'
import { Powers } from '@/domains/raises/ui/powers'
import { RaiseFacts, RaiseMoney } from '@/domains/raises/ui/raise-money'
import { ReconciliationBadge } from '@/domains/raises/ui/reconciliation-badge'
import { TermsChangeCard } from '@/domains/raises/ui/terms-change'
import { TrancheCard } from '@/domains/raises/ui/tranche-list'
import { MilestonesCard, SpendingCard } from '@/domains/rounds/ui/milestone-card'
import { publicPage } from '@/server/page'
import { Badge, Empty } from '@/ui/badge'
import { PageFrame } from '@/ui/page'
import { ProgramCard } from '@/ui/program-card'

export const dynamic = 'force-dynamic'

type Params = { params: Promise<{ slug: string }> }

/** Once a request: the page and its title ask for the same. */
const load = cache(async (slug: string) => {
  const { api, now } = await publicPage()
  const [page, program, chain, warnings, said] = await Promise.all([
    api.raises.bySlug({ slug: slug.slice(0, 120) }),
    api.operations.program(),
    api.raises.chain(),
    api.protection.banner(),
    api.discussion.summary({ slug: slug.slice(0, 120) }),
  ])
  if (!page) notFound()
  const milestones = await api.milestones.ofProject({ projectId: page.project.projectId })
  return { ...page, milestones, program, chain, warnings, said, now }
})

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const { project } = await load((await params).slug)
  return { title: project.title, description: project.summary }
}

export default async function ProjectPage({ params }: Params) {
  const { project, raise, phase, change, sheet, milestones, program, chain, warnings, said, now } = await load(
    (await params).slug,
  )
  const { terms } = project
  const asset = { symbol: terms.paymentSymbol, decimals: terms.paymentDecimals, mint: terms.paymentMint }
  return (
    <>
      <RiskBanner warnings={warnings} />
      <PageFrame
        title={project.title}
        lead={project.summary}
        back={{ href: '/projects', label: 'Projects' }}
        actions={
          <>
            <Badge>{CATEGORIES[project.category]}</Badge>
            <PhaseBadge phase={phase} />
          </>
        }
      >
        <ChainNotice chain={chain} />
        {/* On a phone: the money and the way in, then the story, then what stands behind it. */}
        <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[3fr_2fr] lg:grid-rows-[auto_1fr]">
          <div className="grid min-w-0 grid-cols-1 gap-6 lg:col-start-2">
            {raise ? (
              <>
                <RaiseMoney raise={raise} asset={asset} now={now} />
                {isOver(phase) ? (
                  <EndedPanel raise={raise.address} slug={project.slug} />
                ) : (
                  <InvestPanel
                    raise={raise.address}
                    slug={project.slug}
                    asset={asset}
                    concentration={raise.concentration}
                  />
                )}
              </>
            ) : (
              <Empty title="The raise is not on the chain yet">
                It was approved by two people. Next the issuer creates it and deposits the tokens.
              </Empty>
            )}
          </div>
          <div className="grid min-w-0 grid-cols-1 gap-6 lg:col-start-1 lg:row-span-2 lg:row-start-1">
            {change && (
              <TermsChangeCard change={change} now={now}>
                Whoever committed before must agree to them in their portfolio, or gets everything back.
              </TermsChangeCard>
            )}
            <ProjectContent
              content={project.content}
              payment={asset}
              terms={terms}
              termsHash={project.termsHash}
              answers={!sheet}
            />
          </div>
          <div className="grid min-w-0 grid-cols-1 gap-6 lg:col-start-2">
            {said && <SummaryCard summary={said} />}
            {raise && (
              <>
                {sheet && <SheetCard slug={project.slug} sheet={sheet} />}
                <RaiseFacts raise={raise} asset={asset} now={now} />
                <TrancheCard tranches={raise.tranches} asset={asset} now={now} />
                <MilestonesCard rounds={milestones.rounds} now={now} />
                <SpendingCard spending={milestones.spending} asset={asset} />
                <ReconciliationBadge
                  comparison={raise.reconciliation}
                  closed={phase === 'closed'}
                  asset={asset}
                  now={now}
                />
                <ConcentrationCard now={raise.concentration} />
                <Powers powers={raise.powers} />
              </>
            )}
            <ProgramCard
              program={program}
              raise={raise?.address ?? null}
              accounts={
                raise
                  ? [
                      ['This raise', raise.address],
                      ['Vault of the money', raise.paymentVault],
                      ['Vault of the tokens', raise.saleVault],
                    ]
                  : []
              }
            />
          </div>
        </div>
      </PageFrame>
    </>
  )
}
