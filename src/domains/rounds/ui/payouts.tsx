import { KOII } from '@/kit/money'
import { Address } from '@/ui/address'
import { Alert, Badge, type Tone } from '@/ui/badge'
import { Card, Facts, Heading } from '@/ui/card'
import { Amount } from '@/ui/money'
import { Cell, Row, Table } from '@/ui/table'
import { When } from '@/ui/when'
import { DIRECT, type Way } from '../rules'

type Payout = {
  projectId: string
  recipient: string
  units: bigint
  state: 'waiting' | 'paid' | 'lapsed'
  index: number
  paidAt: Date | null
  /** Of the transaction that pays it directly. */
  signature: string | null
}

type List = {
  address: string
  root: string
  count: number
  total: bigint
  operator: string
  guardian: string
  pool: string
  state: 'planned' | 'posted' | 'ended' | 'done'
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

type Direct = { payer: string; total: bigint; notice: string | null }

/** Who pays a round directly, and why it waits when it does. */
export const DirectPayment = ({ direct }: { direct: Direct }) => (
  <Card>
    <Heading>Paid directly by the treasury</Heading>
    {direct.notice && <Alert tone="warn" title={direct.notice} />}
    <Facts
      facts={[
        ['Treasury', <Address key="payer" address={direct.payer} />],
        ['To be paid in all', <Amount key="total" units={direct.total} asset={KOII} />],
      ]}
    />
  </Card>
)

const HEAD = ['Line', 'For', 'Wallet', 'Amount', 'State']

/** Every line of a confirmed allocation, and whether its list or its transaction shows it as paid. */
export function Payouts({
  payouts,
  names,
  way,
  of,
}: {
  payouts: readonly Payout[]
  names: Readonly<Record<string, string>>
  way: Way
  /** How many lines there are in all, and how many are paid, where not all of them stand here. */
  of?: { paid: number; all: number }
}) {
  return (
    <section>
      <Heading>Payments</Heading>
      {of && of.all > payouts.length && (
        <p className="mb-3 text-soft">
          {of.paid} of {of.all} lines are paid. The first {payouts.length} stand here; each is found by its wallet
          above.
        </p>
      )}
      <Table caption="Payments" head={way === 'direct' ? [...HEAD, 'Transaction'] : HEAD}>
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
            {way === 'direct' && (
              <Cell>
                {payout.signature ? <Address address={payout.signature} what="transaction" /> : 'not sent yet'}
              </Cell>
            )}
          </Row>
        ))}
      </Table>
    </section>
  )
}

/** What a bonus round asks people to believe, and what it does not; `way` is null until an allocation says it. */
export const Trust = ({ way }: { way: Way | null }) => (
  <Alert tone="neutral" title="What you must trust, and what not">
    {way === null && (
      <p className="mb-2">
        The allocation that two people confirm says how the round is paid: directly by the treasury when it goes to at
        most {DIRECT.mostLines} wallets that exist and to no more than <Amount units={DIRECT.mostUnits} asset={KOII} />{' '}
        in all; else through a list.
      </p>
    )}
    {way !== 'list' && (
      <p>
        <strong>Directly:</strong> {DIRECTLY}
      </p>
    )}
    {way !== 'direct' && (
      <p className={way === null ? 'mt-2' : ''}>
        <strong>Through a list:</strong> {THROUGH_A_LIST}
      </p>
    )}
  </Alert>
)

const DIRECTLY = `Until it is sent, the money lies in the operator’s treasury and the treasury’s key alone decides: nothing on the chain
forces it to pay, or to pay what two people confirmed, no second key signs, and nobody else can have a line paid. Afterwards each
line names the transaction that paid it, and everybody can look it up on the chain.`

const THROUGH_A_LIST = `Until the list is posted, the pool lies in the operator’s treasury: nothing on the chain forces it to be posted, nor to say
what two people confirmed. Both keys, the treasury’s and the guardian’s, must sign it, and everybody can compute its root
again from the lines. Once it is posted, a program holds the money: nobody, not even both keys together, can change the list,
take the money back before the claims end, or send a line to another wallet, and anybody can have each line paid.`
