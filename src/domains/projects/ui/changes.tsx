import { Cell, Row, Table } from '@/ui/table'
import { type Change, pathInWords } from '../rules/diff'

/** Fields that differ, the older text beside the newer one. */
export function Changes({
  changes,
  before = 'Before',
  after = 'After',
}: {
  changes: readonly Change[]
  before?: string
  after?: string
}) {
  if (changes.length === 0) return <p className="text-soft">Nothing differs.</p>
  return (
    <Table caption={`Differences: ${before} and ${after}`} head={['Field', before, after]}>
      {changes.map((change) => (
        <Row key={change.path}>
          <Cell>{pathInWords(change.path)}</Cell>
          <Cell>{change.before === null ? <em className="text-soft">nothing</em> : <del>{change.before}</del>}</Cell>
          <Cell>{change.after === null ? <em className="text-soft">nothing</em> : <ins>{change.after}</ins>}</Cell>
        </Row>
      ))}
    </Table>
  )
}
