import type { Metadata } from 'next'
import { KOII } from '@/kit/money'
import { Refusal } from '@/kit/refusal'
import { orRefusal, staffPage } from '@/server/page'
import { Address } from '@/ui/address'
import { Alert } from '@/ui/badge'
import { Loaded } from '@/ui/loaded'
import { Amount } from '@/ui/money'
import { PageFrame } from '@/ui/page'
import { Cell, Row, Table } from '@/ui/table'

export const metadata: Metadata = { title: 'Treasury' }

export default async function TreasuryPage() {
  const { api } = await staffPage('/staff/treasury', 'admin')
  return (
    <PageFrame
      title="Treasury"
      lead="Finalized balances of the operator’s own wallets. Money of raises is never here."
      back={{ href: '/staff', label: 'Staff' }}
    >
      <Loaded what="the balances from the chain" load={() => orRefusal(api.operations.balances(), 'server.chainAway')}>
        {(balances) =>
          balances instanceof Refusal ? (
            <Alert tone="bad" title={balances.message} />
          ) : (
            <Table caption="Wallets" head={['Purpose', 'Wallet', 'Holds']}>
              {balances.map(({ purpose, address, units }) => (
                <Row key={address}>
                  <Cell>{purpose}</Cell>
                  <Cell>
                    <Address address={address} />
                  </Cell>
                  <Cell numeric>
                    <Amount units={units} asset={KOII} />
                  </Cell>
                </Row>
              ))}
            </Table>
          )
        }
      </Loaded>
    </PageFrame>
  )
}
