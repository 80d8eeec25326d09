import type { Metadata } from 'next'
import { staffPage } from '@/server/page'
import { Badge, Empty } from '@/ui/badge'
import { Card, Facts } from '@/ui/card'
import { PageFrame } from '@/ui/page'
import { Cell, Row, Table } from '@/ui/table'
import { When } from '@/ui/when'

export const metadata: Metadata = { title: 'Jobs' }

const word = (works: boolean) =>
  works ? <Badge tone="good">answers</Badge> : <Badge tone="bad">does not answer</Badge>

export default async function JobsPage() {
  const { api } = await staffPage('/staff/jobs', 'reviewer', 'checker', 'admin')
  const [health, jobs] = await Promise.all([api.operations.health(), api.operations.jobs()])
  return (
    <PageFrame
      title="Jobs"
      lead="What the worker still has to do, and what it could not."
      back={{ href: '/staff', label: 'Staff' }}
    >
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
      {jobs.length === 0 ? (
        <Empty title="Nothing waits">Jobs appear here from the moment they are posted until they are done.</Empty>
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
      )}
    </PageFrame>
  )
}
