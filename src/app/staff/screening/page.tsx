import type { Metadata } from 'next'
import { HitQueue } from '@/domains/screening/ui/hit-queue'
import { ListTables } from '@/domains/screening/ui/list-tables'
import { staffPage } from '@/server/page'
import { Heading } from '@/ui/card'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'

export const metadata: Metadata = { title: 'Screening' }

/** Lists of sanctions, and who is like somebody on one. */
export default async function ScreeningPage() {
  const { api, now } = await staffPage('/staff/screening', 'reviewer', 'checker')
  return (
    <PageFrame
      title="Screening"
      lead="Everybody is compared with the lists of sanctions. Nobody is told of a hit: to them it is a verification that is being looked at."
      back={{ href: '/staff', label: 'Staff' }}
    >
      <Loaded what="the hits" load={() => api.screening.queue()}>
        {(queue) => <HitQueue {...queue} now={now} />}
      </Loaded>
      <section>
        <Heading>Lists</Heading>
        <Loaded what="the lists" load={() => api.screening.lists()}>
          {(overview) => <ListTables {...overview} now={now} />}
        </Loaded>
      </section>
    </PageFrame>
  )
}
