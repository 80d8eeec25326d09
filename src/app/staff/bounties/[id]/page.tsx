import type { Metadata } from 'next'
import { ApproveRound } from '@/domains/rounds/ui/approve-round'
import { EngineRoundView } from '@/domains/rounds/ui/engine-page'
import { EngineBadge } from '@/domains/rounds/ui/engine-sheet'
import { orNotFound, staffPage } from '@/server/page'
import { hasRole } from '@/server/viewer'
import { PageFrame } from '@/ui/page'

export const metadata: Metadata = { title: 'Bounty (staff)' }

export default async function StaffBountyPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  const { api, viewer } = await staffPage(`/staff/bounties/${id}`, 'reviewer', 'checker', 'admin')
  const round = await orNotFound(api.bounties.forStaff({ roundId: id }))
  const { state, sheetDigest, listDigest, isApproved, isListFixed, yes, own } = round
  return (
    <PageFrame
      title={round.title}
      lead={round.brief.summary}
      back={
        round.kind === 'milestone'
          ? { href: '/staff/raises', label: 'Raises' }
          : { href: '/staff/bounties', label: 'Bounties' }
      }
      actions={<EngineBadge {...round} />}
    >
      <EngineRoundView round={round}>
        <ApproveRound
          roundId={id}
          {...{ state, sheetDigest, listDigest, isApproved, isListFixed }}
          {...{ yes, own }}
          canVoid={hasRole(viewer, 'admin')}
        />
      </EngineRoundView>
    </PageFrame>
  )
}
