import { Badge, Empty } from '@/ui/badge'
import { Heading } from '@/ui/card'
import { Cell, Row, Table } from '@/ui/table'
import { When } from '@/ui/when'
import type { EventKind, OutcomeName } from '../schema'
import { KIND_WORDS } from './words'

type Event = { kind: EventKind; ref: string; outcome: OutcomeName; weight: number; at: Date }

/** What happened, the newest first; `total` is how many there are in all. */
export const Events = ({ events, total }: { events: readonly Event[]; total: number }) => (
  <section>
    <Heading>What happened</Heading>
    {events.length === 0 ? (
      <Empty title="Nothing yet">
        Payments of raises, bonus rounds and days of stake stand here as soon as they happen.
      </Empty>
    ) : (
      <>
        <Table caption="What happened" head={['When', 'What', 'Outcome']}>
          {events.map(({ kind, ref, outcome, at }) => (
            <Row key={ref}>
              <Cell>
                <When instant={at} />
              </Cell>
              <Cell>{KIND_WORDS[kind]}</Cell>
              <Cell>{outcome === 'kept' ? <Badge tone="good">kept</Badge> : <Badge tone="warn">broken</Badge>}</Cell>
            </Row>
          ))}
        </Table>
        {total > events.length && (
          <p className="mt-3 text-soft">
            The newest {events.length} of {total}; the export has all.
          </p>
        )}
      </>
    )}
  </section>
)
