import type { Metadata } from 'next'
import { BountyList } from '@/domains/rounds/ui/bounty-list'
import { staffPage } from '@/server/page'
import { Empty } from '@/ui/badge'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'

export const metadata: Metadata = { title: 'Bounties (staff)' }

export default async function StaffBountiesPage() {
  const { api, now } = await staffPage('/staff/bounties', 'reviewer', 'checker', 'admin')
  return (
    <PageFrame
      title="Bounties"
      lead="Two people approve each sheet before it opens, and each list before it is paid."
      back={{ href: '/staff', label: 'Staff' }}
    >
      <Loaded what="the bounties" load={() => api.bounties.all()}>
        {(rounds) =>
          rounds.length === 0 ? (
            <Empty title="No bounty yet">Projects propose them.</Empty>
          ) : (
            <BountyList {...{ rounds, now }} path="/staff/bounties" />
          )
        }
      </Loaded>
    </PageFrame>
  )
}
