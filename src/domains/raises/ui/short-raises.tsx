import { GapList } from '@/domains/compliance/ui/gap-list'
import { Cell, Row, Table } from '@/ui/table'
import { When } from '@/ui/when'
import type { ShortRaise } from '../queries/short'

/** The raises that refuse people whom a regime that is on protects, because they lack what it asks for. */
export function ShortRaises({ raises, now }: { raises: readonly ShortRaise[]; now: Date }) {
  if (raises.length === 0)
    return <p className="text-soft">No raise that takes money lacks anything that a regime which is on asks for.</p>
  return (
    <>
      <p className="mb-4 text-soft">
        Whoever the regime protects cannot commit to these. Times cannot change once a raise is on the chain; who owns
        its company can be handed in anew. What is booked already stays.
      </p>
      <Table caption="Raises that lack what a regime asks for" head={['Raise', 'What it lacks', 'Closes']}>
        {raises.map(({ address, title, slug, closesAt, gaps }) => (
          <Row key={address}>
            <Cell>
              <a href={`/projects/${slug}`} className="underline underline-offset-4">
                {title}
              </a>
            </Cell>
            <Cell>
              <GapList gaps={gaps} />
            </Cell>
            <Cell>
              <When instant={closesAt} now={now} />
            </Cell>
          </Row>
        ))}
      </Table>
    </>
  )
}
