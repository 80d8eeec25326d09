import { Badge, Empty } from '@/ui/badge'
import { Amount } from '@/ui/money'
import { Cell, Row, Table } from '@/ui/table'
import { When } from '@/ui/when'
import { Findings } from './reconciliation-badge'

type Line = {
  address: string
  title: string | null
  state: string
  payment: { symbol: string; decimals: number }
  flagged: number
  comparison: {
    slot: bigint
    at: Date
    chainPayment: bigint
    booksPayment: bigint
    difference: bigint
    ok: boolean
    findings: readonly string[]
  } | null
}

/** Every living raise with its newest comparison. */
export function ReconciliationTable({ lines, now }: { lines: readonly Line[]; now: Date }) {
  if (lines.length === 0)
    return <Empty title="No raise is on the chain">Each raise is compared from the moment the chain has it.</Empty>
  return (
    <Table
      caption="Chain and books"
      head={['Raise', 'Result', 'Vault on chain', 'Books', 'Difference', 'Flagged', 'Slot', 'Compared']}
    >
      {lines.map((line) => (
        <ReconciliationRow key={line.address} line={line} now={now} />
      ))}
    </Table>
  )
}

function ReconciliationRow({ line, now }: { line: Line; now: Date }) {
  const { comparison, payment } = line
  const amount = (units: bigint | undefined) => (units === undefined ? '–' : <Amount units={units} asset={payment} />)
  return (
    <Row>
      <Cell>
        {line.title ?? line.address}
        <span className="block text-sm text-soft">{line.state}</span>
      </Cell>
      <Cell>
        {!comparison && <Badge>not yet compared</Badge>}
        {comparison?.ok && <Badge tone="good">agree</Badge>}
        {comparison?.ok === false && <Badge tone="bad">differ</Badge>}
        <Findings findings={comparison?.findings ?? []} />
      </Cell>
      <Cell numeric>{amount(comparison?.chainPayment)}</Cell>
      <Cell numeric>{amount(comparison?.booksPayment)}</Cell>
      <Cell numeric>{amount(comparison?.difference)}</Cell>
      <Cell numeric>{line.flagged}</Cell>
      <Cell numeric>{comparison?.slot.toString() ?? '–'}</Cell>
      <Cell>{comparison ? <When instant={comparison.at} now={now} /> : 'never'}</Cell>
    </Row>
  )
}

type PutOff = { item: string; failures: number; retryAt: Date; lastError: string }

/** What the worker could not send, why, and when it tries again. */
export function PutOffTable({ items, now }: { items: readonly PutOff[]; now: Date }) {
  if (items.length === 0) return <Empty title="Nothing was put off">Everything that was due could be sent.</Empty>
  return (
    <Table caption="Put off" head={['What', 'Failures', 'Next try', 'Why']}>
      {items.map((row) => (
        <Row key={row.item}>
          <Cell>
            <span className="font-mono text-sm break-all">{row.item}</span>
          </Cell>
          <Cell numeric>{row.failures}</Cell>
          <Cell>
            <When instant={row.retryAt} now={now} />
          </Cell>
          <Cell>{row.lastError}</Cell>
        </Row>
      ))}
    </Table>
  )
}
