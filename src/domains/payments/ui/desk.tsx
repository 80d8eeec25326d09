import { Alert, Badge, Empty, type Tone } from '@/ui/badge'
import { Card, Facts } from '@/ui/card'
import { Link } from '@/ui/link'
import { Cell, Row, Table } from '@/ui/table'
import { When } from '@/ui/when'
import type { paymentsDesk } from '../queries/compare'
import { formatCents } from '../rules'
import { DIFFERENCE_WORDS, type DifferenceKind } from '../rules/compare'

type Desk = Awaited<ReturnType<typeof paymentsDesk>>
type Dated = { now: Date }

/** What a fee was paid for, as a way to it. */
export const Subject = ({ subject }: { subject: string }) => {
  const id = subject.replace(/^application:/, '')
  if (id === subject) return subject || 'nothing of ours'
  return (
    <Link href={`/staff/applications/${id}`} className="text-brand underline underline-offset-4">
      Application {id.slice(0, 8)}
    </Link>
  )
}

/** The last reading of Stripe's lists. */
export function Comparison({ comparison, waitingEvents, now }: Pick<Desk, 'comparison' | 'waitingEvents'> & Dated) {
  if (!comparison)
    return <Alert title="Not yet compared">The worker reads Stripe’s lists within ten minutes of its start.</Alert>
  const { at, from, sessions, refunds, disputes, recovered } = comparison
  return (
    <Card>
      <Facts
        wide
        facts={[
          ['Compared', <When key="at" instant={at} now={now} />],
          ['Reaching back to', <When key="from" instant={from} />],
          ['Payment pages read', sessions],
          ['Refunds read', refunds],
          ['Disputes read', disputes],
          ['Events that had not arrived', recovered],
          ['Events that wait for the worker', waitingEvents],
        ]}
      />
    </Card>
  )
}

/** In what Stripe and the books differ now. */
export function Differences({ differences, now }: Pick<Desk, 'differences'> & Dated) {
  if (differences.length === 0)
    return <Empty title="Nothing differs">Every payment, refund and dispute stands in both.</Empty>
  return (
    <Table caption="What differs" head={['What', 'Amount', 'For', 'Stripe’s name', 'Since']}>
      {differences.map(({ id, kind, detail, subject, seenAt }) => (
        <Row key={id}>
          <Cell>{DIFFERENCE_WORDS[kind as DifferenceKind]}</Cell>
          <Cell numeric>{detail || '–'}</Cell>
          <Cell>
            <Subject subject={subject} />
          </Cell>
          <Cell>
            <span className="font-mono text-sm break-all">{id.slice(kind.length + 1)}</span>
          </Cell>
          <Cell>
            <When instant={seenAt} now={now} />
          </Cell>
        </Row>
      ))}
    </Table>
  )
}

const DISPUTE_TONE: Record<string, { tone: Tone; words: string }> = {
  open: { tone: 'warn', words: 'the bank decides' },
  won: { tone: 'good', words: 'won' },
  lost: { tone: 'bad', words: 'lost' },
}

/** Payments that a payer's bank asked for. */
export function Disputes({ disputes, now }: Pick<Desk, 'disputes'> & Dated) {
  if (disputes.length === 0) return <Empty title="No disputes">A bank that asks for a fee back stands here.</Empty>
  return (
    <Table caption="Disputes" head={['For', 'Amount', 'State', 'Opened', 'Decided']}>
      {disputes.map(({ id, subject, cents, currency, state, openedAt, closedAt }) => (
        <Row key={id}>
          <Cell>
            <Subject subject={subject} />
          </Cell>
          <Cell numeric>{formatCents(cents, currency)}</Cell>
          <Cell>
            <Badge tone={DISPUTE_TONE[state]?.tone ?? 'neutral'}>{DISPUTE_TONE[state]?.words}</Badge>
          </Cell>
          <Cell>
            <When instant={openedAt} now={now} />
          </Cell>
          <Cell>{closedAt ? <When instant={closedAt} now={now} /> : 'not yet'}</Cell>
        </Row>
      ))}
    </Table>
  )
}
