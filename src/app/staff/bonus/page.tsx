import type { Metadata } from 'next'
import { BonusForm } from '@/domains/rounds/ui/bonus-form'
import { BonusBadge } from '@/domains/rounds/ui/bonus-sheet'
import { RoundBadge } from '@/domains/rounds/ui/sheet'
import { KOII } from '@/kit/money'
import { staffPage } from '@/server/page'
import { Empty } from '@/ui/badge'
import { Heading } from '@/ui/card'
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
      lead="One person proposes a sheet; two approve it, and later the list that follows from it. One of the two is a checker."
      back={{ href: '/staff', label: 'Staff' }}
    >
      <Loaded what="the rounds" load={() => api.bonus.all()}>
        {(rounds) =>
          rounds.length === 0 ? (
            <Empty title="No round yet">Define the first one below.</Empty>
          ) : (
            <Table caption="Rounds" head={HEAD}>
              {rounds.map(({ id, title, pool, closesAt, state, approvedAt }) => (
                <Line key={id} {...{ id, title, pool, ends: closesAt }}>
                  <BonusBadge state={state} isApproved={approvedAt !== null} />
                </Line>
              ))}
            </Table>
          )
        }
      </Loaded>
      <BonusForm />
      <Loaded what="earlier rounds" load={() => api.rounds.all()}>
        {(rounds) =>
          rounds.length > 0 && (
            <section>
              <Heading>Rounds of before the engine</Heading>
              <Table caption="Rounds of before the engine" head={HEAD}>
                {rounds.map(({ id, title, pool, endsAt, state, phase }) => (
                  <Line key={id} {...{ id, title, pool, ends: endsAt }}>
                    <RoundBadge state={state} phase={phase} />
                  </Line>
                ))}
              </Table>
            </section>
          )
        }
      </Loaded>
    </PageFrame>
  )
}

const HEAD = ['Round', 'Pool', 'Ends', 'State']

type LineProps = { id: string; title: string; pool: bigint; ends: Date; children: React.ReactNode }

const Line = ({ id, title, pool, ends, children }: LineProps) => (
  <Row>
    <Cell>
      <Link href={`/staff/bonus/${id}`} className="font-medium underline underline-offset-4">
        {title}
      </Link>
    </Cell>
    <Cell numeric>
      <Amount units={pool} asset={KOII} />
    </Cell>
    <Cell>
      <When instant={ends} />
    </Cell>
    <Cell>{children}</Cell>
  </Row>
)
