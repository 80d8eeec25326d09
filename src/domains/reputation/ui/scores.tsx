import { Heading } from '@/ui/card'
import { Cell, Row, Table } from '@/ui/table'
import type { Dimension } from '../schema'
import { DIMENSION_WORDS, shortScore } from './words'

type Score = { dimension: Dimension; score: bigint; kept: number; broken: number }

/** The score of each dimension, with how much it rests on. */
export const Scores = ({ scores }: { scores: readonly Score[] }) => (
  <section>
    <Heading>Scores</Heading>
    <Table caption="Scores" head={['About', 'Score', 'Kept', 'Broken']}>
      {scores.map(({ dimension, score, kept, broken }) => (
        <Row key={dimension}>
          <Cell>
            <div className="font-medium">{DIMENSION_WORDS[dimension].name}</div>
            <div className="max-w-prose text-sm text-soft">{DIMENSION_WORDS[dimension].about}</div>
          </Cell>
          <Cell numeric>
            {kept + broken === 0 ? <span className="text-soft">none yet</span> : <strong>{shortScore(score)}</strong>}
          </Cell>
          <Cell numeric>{kept}</Cell>
          <Cell numeric>{broken}</Cell>
        </Row>
      ))}
    </Table>
  </section>
)
