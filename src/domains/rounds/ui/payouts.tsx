import { KOII } from '@/kit/money'
import { Address } from '@/ui/address'
import { Alert, Badge, type Tone } from '@/ui/badge'
import { Card, Facts, Heading } from '@/ui/card'
import { Amount } from '@/ui/money'
import { Cell, Row, Table } from '@/ui/table'
import { When } from '@/ui/when'

type Payout = {
  projectId: string
  recipient: string
  units: bigint
  state: 'waiting' | 'paid' | 'lapsed'
  listAddress: string
  index: number
  paidAt: Date | null
}

type List = {
  address: string
  root: string
  count: number
  total: bigint
  operator: string
  guardian: string
  pool: string
  state: 'planned' | 'posted' | 'done'
  postedAt: Date | null
  claimUntil: Date | null
  notice: string | null
}

const STATE: Record<Payout['state'], readonly [label: string, tone: Tone]> = {
  waiting: ['Waiting', 'brand'],
  paid: ['Paid', 'good'],
  lapsed: ['Not claimed in time', 'bad'],
}

/** The lists on the chain, as far as anybody needs to know them to check or to claim. */
export function Lists({ lists }: { lists: readonly List[] }) {
  return lists.map((list) => (
    <Card key={list.address}>
      <Heading>The list on the chain</Heading>
      {list.notice && <Alert tone="warn" title={list.notice} />}
      <Facts
        facts={[
          ['Account', <Address key="address" address={list.address} />],
          [
            'Merkle root of the lines below',
            <code key="root" className="text-sm break-all">
              {list.root}
            </code>,
          ],
          ['Lines', list.count.toString()],
          ['Held for them when it was posted', <Amount key="total" units={list.total} asset={KOII} />],
          ['Posted', list.postedAt ? <When key="posted" instant={list.postedAt} /> : 'not yet'],
          [
            'Anybody can claim until',
            list.claimUntil ? <When key="until" instant={list.claimUntil} /> : 'not posted yet',
          ],
          ['Signed by the treasury', <Address key="operator" address={list.operator} />],
          ['and by the guardian', <Address key="guardian" address={list.guardian} />],
          ['What nobody claims goes to', <Address key="pool" address={list.pool} />],
        ]}
      />
    </Card>
  ))
}

/** Every line of a confirmed allocation, and whether its list shows it as paid. */
export function Payouts({ payouts, names }: { payouts: readonly Payout[]; names: Readonly<Record<string, string>> }) {
  return (
    <section>
      <Heading>Payments</Heading>
      <Table caption="Payments" head={['Line', 'Project', 'To the issuer’s wallet', 'Amount', 'State']}>
        {payouts.map((payout) => (
          <Row key={payout.projectId}>
            <Cell>{payout.index}</Cell>
            <Cell>{names[payout.projectId] ?? 'A project'}</Cell>
            <Cell>
              <Address address={payout.recipient} />
            </Cell>
            <Cell numeric>
              <Amount units={payout.units} asset={KOII} />
            </Cell>
            <Cell>
              <Badge tone={STATE[payout.state][1]}>{STATE[payout.state][0]}</Badge>
              {payout.paidAt && (
                <div className="text-sm text-soft">
                  <When instant={payout.paidAt} />
                </div>
              )}
            </Cell>
          </Row>
        ))}
      </Table>
    </section>
  )
}

/** What a bonus round asks people to believe, and what it does not. */
export const Trust = () => (
  <Alert tone="neutral" title="What you must trust, and what not">
    Until the list is posted, the pool lies in the operator’s treasury: nothing on the chain forces it to be posted, nor
    to say what two people confirmed. Both keys, the treasury’s and the guardian’s, must sign it, and everybody can
    compute its root again from the lines. Once it is posted, a program holds the money: nobody, not even both keys
    together, can change the list, take the money back before the claims end, or send a line to another wallet, and
    anybody can have each line paid.
  </Alert>
)
