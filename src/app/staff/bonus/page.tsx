import type { Metadata } from 'next'
import { RoundForm } from '@/domains/rounds/ui/round-form'
import { RoundBadge } from '@/domains/rounds/ui/sheet'
import { KOII } from '@/kit/money'
import { staffPage } from '@/server/page'
import { Empty } from '@/ui/badge'
import { Link } from '@/ui/link'
import { Loaded } from '@/ui/loaded'
import { Amount } from '@/ui/money'
import { PageFrame } from '@/ui/page'
import { Cell, Row, Table } from '@/ui/table'
import { When } from '@/ui/when'

export const metadata: Metadata = { title: 'Bonus rounds (staff)' }

export default async function StaffBonusPage() {
  const { api } = await staffPage('/staff/bonus', 'reviewer', 'checker', 'admin')
  return (
    <PageFrame
      title="Bonus rounds"
      lead="One person proposes, another publishes; one computes the allocation, another confirms it."
      back={{ href: '/staff', label: 'Staff' }}
    >
      <Loaded what="the rounds" load={() => api.rounds.all()}>
        {(rounds) =>
          rounds.length === 0 ? (
            <Empty title="No round yet">Define the first one below.</Empty>
          ) : (
            <Table caption="Rounds" head={['Round', 'Pool', 'Ends', 'State']}>
              {rounds.map((round) => (
                <Row key={round.id}>
                  <Cell>
                    <Link href={`/staff/bonus/${round.id}`} className="font-medium underline underline-offset-4">
                      {round.title}
                    </Link>
                  </Cell>
                  <Cell numeric>
                    <Amount units={round.pool} asset={KOII} />
                  </Cell>
                  <Cell>
                    <When instant={round.endsAt} />
                  </Cell>
                  <Cell>
                    <RoundBadge state={round.state} phase={round.phase} />
                  </Cell>
                </Row>
              ))}
            </Table>
          )
        }
      </Loaded>
      <RoundForm />
    </PageFrame>
  )
}
