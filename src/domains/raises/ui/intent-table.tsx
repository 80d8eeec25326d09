import { Address } from '@/ui/address'
import { Badge, type Tone } from '@/ui/badge'
import { Cell, Row, Table } from '@/ui/table'
import { When } from '@/ui/when'
import type { IntentView } from '../queries/intent'
import { INTENT_WORDS, type IntentState } from '../rules/intent'

const TONES: Partial<Record<IntentState, Tone>> = { finalized: 'good', failed: 'bad', expired: 'warn', lost: 'warn' }

/** A person's transactions, the newest first, each with what it means for the money. */
export const IntentTable = ({ intents }: { intents: readonly IntentView[] }) => (
  <Table caption="Transactions" head={['What', 'State', 'When', 'Transaction']}>
    {intents.map((intent) => (
      <Row key={intent.id}>
        <Cell>{intent.summary.title}</Cell>
        <Cell>
          <Badge tone={TONES[intent.state] ?? 'neutral'}>{intent.state}</Badge>
          <p className="mt-1 text-sm text-soft">{intent.failure ?? INTENT_WORDS[intent.state]}</p>
        </Cell>
        <Cell>
          <When instant={intent.sentAt ?? intent.preparedAt} />
        </Cell>
        <Cell>{intent.signature ? <Address address={intent.signature} what="transaction" /> : '—'}</Cell>
      </Row>
    ))}
  </Table>
)
