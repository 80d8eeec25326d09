import type { ReactNode } from 'react'
import { formatUnits } from '@/kit/money'
import { Card, Facts, Heading } from '@/ui/card'
import { Percent } from '@/ui/money'
import { Cell, Row, Table } from '@/ui/table'
import type { Concentration } from '../rules/concentration'

const index = (basisPoints: bigint): string => formatUnits(basisPoints, 4)

/** How concentrated a raise is, each number with its meaning. */
export const ConcentrationCard = ({ now }: { now: Concentration }) => (
  <Card>
    <Heading>Who holds how much</Heading>
    <ConcentrationFacts now={now} />
  </Card>
)

function ConcentrationFacts({ now }: { now: Concentration }) {
  if (now.holders === 0) return <p className="text-soft">Nobody has committed yet.</p>
  return (
    <Facts
      facts={[
        ['Largest share', <Percent key="top" basisPoints={now.topShare} />],
        ['Positions that hold more than half', now.nakamoto.toLocaleString('en')],
        ['Gini (0 alike, 1 one holds all)', index(now.gini)],
        ['Herfindahl index (1 single holder)', index(now.hhi)],
      ]}
    />
  )
}

/** The same numbers before and after somebody's own amount; its place is kept until they are known, so that nothing below it moves. */
export function ConcentrationChange({ now, after }: { now: Concentration; after: Concentration | null }) {
  const then = (show: (after: Concentration) => ReactNode) => <Cell numeric>{after ? show(after) : '–'}</Cell>
  return (
    <Table caption="Concentration now and after your amount" head={['', 'Now', 'After you']}>
      <Row>
        <Cell>Largest share</Cell>
        <Cell numeric>
          <Percent basisPoints={now.topShare} />
        </Cell>
        {then(({ topShare }) => (
          <Percent basisPoints={topShare} />
        ))}
      </Row>
      <Row>
        <Cell>Hold more than half</Cell>
        <Cell numeric>{now.nakamoto}</Cell>
        {then(({ nakamoto }) => nakamoto)}
      </Row>
      <Row>
        <Cell>Gini</Cell>
        <Cell numeric>{index(now.gini)}</Cell>
        {then(({ gini }) => index(gini))}
      </Row>
      <Row>
        <Cell>Herfindahl index</Cell>
        <Cell numeric>{index(now.hhi)}</Cell>
        {then(({ hhi }) => index(hhi))}
      </Row>
    </Table>
  )
}
