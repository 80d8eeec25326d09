import type { Metadata } from 'next'
import { formatDay } from '@/kit/day'
import { staffPage } from '@/server/page'
import { Badge, Empty } from '@/ui/badge'
import { Card, Heading } from '@/ui/card'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'
import { Cell, Row, Table } from '@/ui/table'

export const metadata: Metadata = { title: 'Views' }

/** Who of the staff looked at sealed things, day by day, and who did so far more often than usual. */
export default async function ViewsPage() {
  const { api } = await staffPage('/staff/views', 'admin')
  return (
    <PageFrame
      title="Views"
      lead="Who looked at documents and personal data of others, each day (UTC). What they saw is not here."
      back={{ href: '/staff', label: 'Staff' }}
    >
      <Loaded what="the reports" load={() => api.vault.views()}>
        {(reports) =>
          reports.every(({ viewers }) => viewers.length === 0) ? (
            <Empty title="Nobody looked at anything yet">
              A day is counted once it is over. More than 20 looks on a day, and more than three times somebody’s own
              median of the 30 days before, alarm the admins by mail.
            </Empty>
          ) : (
            reports
              .filter(({ viewers }) => viewers.length > 0)
              .map(({ day, viewers }) => (
                <Card key={day}>
                  <Heading>{formatDay(day)}</Heading>
                  <Table caption={`Views on ${formatDay(day)}`} head={['Who', 'Looks', 'At what', 'Alarm']}>
                    {viewers.map(({ viewerId, name, views, kinds, usual }) => (
                      <Row key={viewerId}>
                        <Cell>{name}</Cell>
                        <Cell numeric>{views}</Cell>
                        <Cell>
                          <ul>
                            {kinds.map((kind) => (
                              <li key={kind.what}>
                                {kind.what}: {kind.views}, of {kind.things} {kind.things === 1 ? 'thing' : 'things'}
                              </li>
                            ))}
                          </ul>
                        </Cell>
                        <Cell>{usual === null ? '—' : <Badge tone="bad">usually {usual}</Badge>}</Cell>
                      </Row>
                    ))}
                  </Table>
                </Card>
              ))
          )
        }
      </Loaded>
    </PageFrame>
  )
}
