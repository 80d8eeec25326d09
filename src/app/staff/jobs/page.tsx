import type { Metadata } from 'next'
import { staffPage } from '@/server/page'
import { STAFF_ROLES } from '@/server/viewer'
import { Badge, Empty } from '@/ui/badge'
import { Card, Facts } from '@/ui/card'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'
import { Cell, Row, Table } from '@/ui/table'
import { When } from '@/ui/when'

export const metadata: Metadata = { title: 'Jobs' }

const word = (works: boolean) =>
  works ? <Badge tone="good">answers</Badge> : <Badge tone="bad">does not answer</Badge>

export default async function JobsPage() {
  const { api } = await staffPage('/staff/jobs', ...STAFF_ROLES)
  return (
    <PageFrame
      title="Jobs"
      lead="What the worker still has to do, and what it could not."
      back={{ href: '/staff', label: 'Staff' }}
    >
      <Loaded what="the state of the parts" load={() => api.operations.health()}>
        {(health) => (
          <Card>
            <Facts
              facts={[
                ['Database', word(health.database)],
                ['Chain', word(health.chain)],
                ['Worker', word(health.worker)],
                ['Finalized slot', health.slot === null ? 'unknown' : String(health.slot)],
              ]}
            />
          </Card>
        )}
      </Loaded>
      <Loaded what="the queue" load={() => api.operations.jobs()}>
        {(jobs) =>
          jobs.length === 0 ? (
            <Empty title="Nothing waits">
              A mail to send or a payment to make stands here from the moment it is due until it is done. What failed
              stays, with the reason, and is tried again by itself.
            </Empty>
          ) : (
            <Table caption="Jobs" head={['Job', 'Due', 'Tries', 'Last error']}>
              {jobs.map((job) => (
                <Row key={job.id}>
                  <Cell>{job.task}</Cell>
                  <Cell>
                    <When instant={job.runAt} />
                  </Cell>
                  <Cell numeric>{job.attempts}</Cell>
                  <Cell>{job.lastError ?? 'none'}</Cell>
                </Row>
              ))}
            </Table>
          )
        }
      </Loaded>
    </PageFrame>
  )
}
