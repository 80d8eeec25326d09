import type { Metadata } from 'next'
import { cache } from 'react'
import { isProject } from '@/domains/rounds/schema/bonus'
import { AllocationTable } from '@/domains/rounds/ui/allocation-table'
import { BonusDetail, type BonusRound, recipientsOf } from '@/domains/rounds/ui/bonus-detail'
import { ObjectionForm } from '@/domains/rounds/ui/bonus-objections'
import { BonusBadge } from '@/domains/rounds/ui/bonus-sheet'
import { DirectPayment, Lists, Payouts, Trust } from '@/domains/rounds/ui/payouts'
import { RoundBadge, SheetCard, WAY_WORDS } from '@/domains/rounds/ui/sheet'
import { orNotFound, orNull, publicPage } from '@/server/page'
import { Alert, Empty } from '@/ui/badge'
import { Card, Heading } from '@/ui/card'
import { PageFrame } from '@/ui/page'
import { When } from '@/ui/when'

export const dynamic = 'force-dynamic'

type Params = { params: Promise<{ id: string }> }

/** Once a request: the page and its title ask for the same. */
const load = cache(async (roundId: string) => {
  const { api } = await publicPage()
  const engine = await orNull(api.bonus.byId({ roundId }))
  return engine ? { engine, title: engine.title } : orNotFound(api.rounds.byId({ roundId }))
})

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  return { title: (await load((await params).id)).title }
}

export default async function RoundPage({ params }: Params) {
  const round = await load((await params).id)
  if ('engine' in round) return <EngineRound round={round.engine} />
  return (
    <PageFrame
      title={round.title}
      back={{ href: '/rounds', label: 'Bonus rounds' }}
      actions={<RoundBadge state={round.state} phase={round.phase} />}
    >
      {round.voidReason && (
        <Alert tone="bad" title="This round is void: nothing is paid">
          {round.voidReason}
        </Alert>
      )}
      <SheetCard sheet={round.sheet} digest={round.sheetDigest} names={round.names} />
      <section>
        <Heading>Allocation</Heading>
        {round.allocation ? (
          <>
            <p className="mb-3 text-soft">
              Computed from positions at finalized slot {round.allocation.slot.toString()}, proposed by one person and
              confirmed by another. {WAY_WORDS[round.allocation.way]}
            </p>
            <AllocationTable allocation={round.allocation} names={round.names} />
          </>
        ) : (
          <Empty title="Not allocated yet">
            After the end, one person proposes the allocation and a second one confirms it. Then it stands here.
          </Empty>
        )}
      </section>
      <Lists lists={round.lists} />
      {round.direct && <DirectPayment direct={round.direct} />}
      {round.payouts.length > 0 && (
        <Payouts payouts={round.payouts} names={round.names} way={round.direct ? 'direct' : 'list'} />
      )}
      <Trust way={round.allocation?.way ?? null} />
    </PageFrame>
  )
}

/** A round of the engine; the others are of before it. */
function EngineRound({ round }: { round: BonusRound }) {
  const projects = recipientsOf(round).filter(({ id }) => isProject(id))
  // Each project objects once.
  const open = projects.filter(({ id }) => !round.objections.some(({ recipient }) => recipient === id))
  return (
    <PageFrame
      title={round.title}
      back={{ href: '/rounds', label: 'Bonus rounds' }}
      actions={<BonusBadge state={round.state} isApproved={round.isApproved} />}
    >
      <BonusDetail round={round}>
        {round.state === 'appeal' && projects.length > 0 && (
          <Card>
            <Heading>The round is closed, and projects can object</Heading>
            <p className="mb-2 text-soft">
              Until <When instant={new Date(round.sheet.times.appealsEnd)} />, a member of a project’s team can object,
              once, to what it would get or to its exclusion. Two people answer.
            </p>
            {open.length > 0 && <ObjectionForm roundId={round.id} projects={open} />}
          </Card>
        )}
      </BonusDetail>
    </PageFrame>
  )
}
