import { Badge, Empty } from '@/ui/badge'
import { Link } from '@/ui/link'
import { Cell, Row, Table } from '@/ui/table'
import { distance, When } from '@/ui/when'
import type { ListedComplaint } from '../queries/desk'
import { OUTCOME_WORDS, STATE_WORDS, TOPIC_WORDS } from '../rules'

/** The register of complaints: what waits stands first, by its end. */
export function Register({ complaints, now }: { complaints: readonly ListedComplaint[]; now: Date }) {
  if (complaints.length === 0)
    return <Empty title="No complaint came">They appear here, but for those that are about you.</Empty>
  return (
    <Table caption="Complaints" head={['Complaint', 'About', 'Received', 'State', 'Due', 'What came of it']}>
      {complaints.map(({ id, topic, receivedAt, state, dueAt, outcome }) => (
        <Row key={id}>
          <Cell>
            <Link href={`/staff/complaints/${id}`} prefetch={false} className="underline underline-offset-4">
              {id.slice(-8)}
            </Link>
          </Cell>
          <Cell>{TOPIC_WORDS[topic]}</Cell>
          <Cell>
            <When instant={receivedAt} />
          </Cell>
          <Cell>
            <Badge tone={state === 'received' ? 'brand' : 'neutral'}>{STATE_WORDS[state]}</Badge>
          </Cell>
          <Cell>{dueAt ? <Badge tone={dueAt < now ? 'bad' : 'neutral'}>{distance(dueAt, now)}</Badge> : '—'}</Cell>
          <Cell>{outcome ? OUTCOME_WORDS[outcome] : '—'}</Cell>
        </Row>
      ))}
    </Table>
  )
}
