import type { Metadata } from 'next'
import { OwnComplaints } from '@/domains/complaints/ui/own-complaint'
import { memberPage } from '@/server/page'
import { Empty } from '@/ui/badge'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'

export const metadata: Metadata = { title: 'Your complaints' }

/** What somebody complained of, and what was answered. */
export default async function OwnComplaintsPage() {
  const { api, now } = await memberPage('/complaints/mine')
  return (
    <PageFrame
      title="Your complaints"
      lead="What you wrote, what we answered, and by when it goes on."
      back={{ href: '/complaints', label: 'Complaints' }}
      narrow
    >
      <Loaded what="your complaints" load={() => api.complaints.mine()}>
        {(complaints) =>
          complaints.length === 0 ? (
            <Empty title="You complained of nothing">What you file while you are signed in stands here.</Empty>
          ) : (
            <OwnComplaints complaints={complaints} now={now} />
          )
        }
      </Loaded>
    </PageFrame>
  )
}
