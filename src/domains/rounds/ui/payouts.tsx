import { KOII } from '@/kit/money'
import { Address } from '@/ui/address'
import { Alert, Badge } from '@/ui/badge'
import { Heading } from '@/ui/card'
import { Amount } from '@/ui/money'
import { Cell, Row, Table } from '@/ui/table'
import { When } from '@/ui/when'

type Payout = {
  projectId: string
  recipient: string
  units: bigint
  state: 'waiting' | 'sent' | 'paid'
  signature: string | null
  paidAt: Date | null
}

/** Every payment of a confirmed allocation, with its transaction once that is final. */
export function Payouts({ payouts, names }: { payouts: readonly Payout[]; names: Readonly<Record<string, string>> }) {
  return (
    <section>
      <Heading>Payments</Heading>
      <Table caption="Payments" head={['Project', 'To the issuer’s wallet', 'Amount', 'State', 'Transaction']}>
        {payouts.map((payout) => (
          <Row key={payout.projectId}>
            <Cell>{names[payout.projectId] ?? 'A project'}</Cell>
            <Cell>
              <Address address={payout.recipient} />
            </Cell>
            <Cell numeric>
              <Amount units={payout.units} asset={KOII} />
            </Cell>
            <Cell>
              {payout.state === 'paid' ? (
                <Badge tone="good">Paid</Badge>
              ) : (
                <Badge tone="brand">{payout.state === 'sent' ? 'On its way' : 'Waiting'}</Badge>
              )}
              {payout.paidAt && (
                <div className="text-sm text-soft">
                  <When instant={payout.paidAt} />
                </div>
              )}
            </Cell>
            <Cell>
              {payout.signature ? (
                <Address address={payout.signature} />
              ) : (
                <span className="text-soft">not final yet</span>
              )}
            </Cell>
          </Row>
        ))}
      </Table>
    </section>
  )
}

/** What must be said wherever a bonus is shown: this money is held by a key, not by a program. */
export const Custody = () => (
  <Alert tone="warn" title="Bonus money is custodial">
    Unlike raises, the pool lies in a treasury wallet whose key the operator’s worker holds. It pays only rows that two
    people confirmed, and everybody can see each payment; nothing on chain forces it to. Raises are not affected.
  </Alert>
)
