import { Card, Heading } from '@/ui/card'
import { Link } from '@/ui/link'
import type { MilestoneCard } from '../queries/milestones'
import { MilestoneLine } from './milestone-card'

type Props = { rounds: readonly MilestoneCard[]; now: Date }

/** Payments that issuers want their investors to judge: two people look at the sheet before it opens. Nothing where none waits. */
export function WaitingMilestones({ rounds, now }: Props) {
  if (rounds.length === 0) return null
  return (
    <section>
      <Heading>Payments that investors are to judge</Heading>
      <ul className="grid gap-4">
        {rounds.map((round) => (
          <li key={round.id}>
            <Card>
              <p className="mb-2 font-semibold">
                <Link href={`/staff/bounties/${round.id}`} className="underline underline-offset-4">
                  {round.title}
                </Link>
              </p>
              <MilestoneLine round={round} now={now} />
            </Card>
          </li>
        ))}
      </ul>
    </section>
  )
}
