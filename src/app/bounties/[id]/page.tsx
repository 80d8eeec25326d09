import type { Metadata } from 'next'
import { cache } from 'react'
import { EngineRoundView, partOf } from '@/domains/rounds/ui/engine-page'
import { EngineBadge } from '@/domains/rounds/ui/engine-sheet'
import { TakePart } from '@/domains/rounds/ui/take-part'
import { orNotFound, publicPage } from '@/server/page'
import { PageFrame } from '@/ui/page'

export const dynamic = 'force-dynamic'

type Params = { params: Promise<{ id: string }> }

/** Once a request: the page and its title ask for the same. */
const load = cache(async (roundId: string) => {
  const { api } = await publicPage()
  return orNotFound(api.bounties.byId({ roundId }))
})

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  return { title: (await load((await params).id)).title }
}

export default async function BountyPage({ params }: Params) {
  const { id } = await params
  const round = await load(id)
  const path = `/bounties/${id}`
  return (
    <PageFrame
      title={round.title}
      lead={round.brief.summary}
      back={
        round.kind === 'milestone' ? { href: '/projects', label: 'Projects' } : { href: '/bounties', label: 'Bounties' }
      }
      actions={<EngineBadge {...round} />}
    >
      <EngineRoundView round={round}>
        <TakePart {...partOf(round, path)} />
      </EngineRoundView>
    </PageFrame>
  )
}
