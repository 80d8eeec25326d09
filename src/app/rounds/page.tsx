import type { Metadata } from 'next'
import { BonusBadge } from '@/domains/rounds/ui/bonus-sheet'
import { RoundBadge } from '@/domains/rounds/ui/sheet'
import { KOII } from '@/kit/money'
import { publicPage } from '@/server/page'
import { Empty } from '@/ui/badge'
import { ButtonLink } from '@/ui/button'
import { Card } from '@/ui/card'
import { Link } from '@/ui/link'
import { Amount } from '@/ui/money'
import { PageFrame } from '@/ui/page'
import { When } from '@/ui/when'

export const metadata: Metadata = { title: 'Bonus rounds' }
export const dynamic = 'force-dynamic'

export default async function RoundsPage() {
  const { api, now } = await publicPage()
  const [engine, earlier] = await Promise.all([api.bonus.list(), api.rounds.list()])
  const rounds = [
    ...engine.map(({ id, title, pool, opensAt, closesAt, state }) => ({
      ...{ id, title, pool, startsAt: opensAt, endsAt: closesAt, badge: <BonusBadge state={state} isApproved /> },
    })),
    ...earlier.map(({ state, phase, ...round }) => ({ ...round, badge: <RoundBadge state={state} phase={phase} /> })),
  ]
  return (
    <PageFrame
      title="Bonus rounds"
      actions={
        <ButtonLink look="secondary" href="/bounties">
          Bounties
        </ButtonLink>
      }
      lead="KOII for selected projects, matched to what people committed in raises that succeeded. Every share can be checked line by line."
    >
      {rounds.length === 0 && (
        <Empty title="No round has been published yet">
          When staff publish one, its rules stand here before it starts.
        </Empty>
      )}
      {rounds.map((round) => (
        <Card key={round.id}>
          <div className="flex flex-wrap items-start justify-between gap-3">
            <h2 className="text-xl font-semibold">
              <Link href={`/rounds/${round.id}`} className="underline-offset-4 hover:underline">
                {round.title}
              </Link>
            </h2>
            {round.badge}
          </div>
          <p className="mt-2 text-soft">
            Pool <Amount units={round.pool} asset={KOII} />. From <When instant={round.startsAt} /> to{' '}
            <When instant={round.endsAt} now={now} />.
          </p>
        </Card>
      ))}
    </PageFrame>
  )
}
