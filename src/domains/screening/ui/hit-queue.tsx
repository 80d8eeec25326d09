import { Alert, Badge, Empty } from '@/ui/badge'
import { Heading } from '@/ui/card'
import { Link } from '@/ui/link'
import { Cell, Row, Table } from '@/ui/table'
import { distance, When } from '@/ui/when'
import type { hitQueue } from '../queries/desk'
import { CAUSE_WORDS, scoreText } from '../rules/words'

type Queue = Awaited<ReturnType<typeof hitQueue>>

const runLink = (runId: string) => (
  <Link href={`/staff/screening/${runId}`} prefetch={false} className="underline underline-offset-4">
    {runId.slice(-8)}
  </Link>
)

/** Comparisons that wait for a decision, and reports that are due. */
export function HitQueue({ runs, waiting, reports, now }: Queue & { now: Date }) {
  return (
    <div className="grid gap-6">
      {waiting > 0 && (
        <Alert tone="warn" title={`${waiting} could not be compared`}>
          A list was missing or too old. It is made up for by itself as soon as the lists are fresh.
        </Alert>
      )}
      {reports.length > 0 && (
        <section>
          <Heading>Reports to the authority</Heading>
          <Table caption="Reports that are due" head={['Comparison', 'Due']}>
            {reports.map(({ id, runId, dueAt }) => (
              <Row key={id}>
                <Cell>{runLink(runId)}</Cell>
                <Cell>
                  {dueAt < now ? <Badge tone="bad">overdue</Badge> : null} <When instant={dueAt} now={now} />
                </Cell>
              </Row>
            ))}
          </Table>
        </section>
      )}
      <section>
        <Heading>Hits</Heading>
        {runs.length === 0 ? (
          <Empty title="No hit waits">Whoever is like somebody on a list appears here, without a name.</Empty>
        ) : (
          <Table caption="Hits that wait" head={['Comparison', 'Waiting', 'Why', 'Best score', 'State']}>
            {runs.map(({ id, startedAt, cause, best, open, second, partial }) => (
              <Row key={id}>
                <Cell>{runLink(id)}</Cell>
                <Cell>{distance(startedAt, now)}</Cell>
                <Cell>{CAUSE_WORDS[cause]}</Cell>
                <Cell numeric>{scoreText(best)}</Cell>
                <Cell>
                  {open > 0 && <Badge>{open} to decide</Badge>}{' '}
                  {second > 0 && <Badge tone="brand">{second} for a second person</Badge>}{' '}
                  {partial && <Badge tone="warn">more were found</Badge>}
                </Cell>
              </Row>
            ))}
          </Table>
        )}
      </section>
    </div>
  )
}
