import type { Metadata } from 'next'
import { cache } from 'react'
import { AllocationTable } from '@/domains/rounds/ui/allocation-table'
import { DirectPayment, Lists, Payouts, Trust } from '@/domains/rounds/ui/payouts'
import { RoundBadge, SheetCard, WAY_WORDS } from '@/domains/rounds/ui/sheet'
import { orNotFound, publicPage } from '@/server/page'
import { Alert, Empty } from '@/ui/badge'
import { Heading } from '@/ui/card'
import { PageFrame } from '@/ui/page'

export const dynamic = 'force-dynamic'

type Params = { params: Promise<{ id: string }> }

/** Once a request: the page and its title ask for the same. */
const load = cache(async (roundId: string) => {
  const { api } = await publicPage()
  return orNotFound(api.rounds.byId({ roundId }))
})

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  return { title: (await load((await params).id)).title }
}

export default async function RoundPage({ params }: Params) {
  const round = await load((await params).id)
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
