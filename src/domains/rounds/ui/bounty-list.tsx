import { Alert, Badge } from '@/ui/badge'
import { Card } from '@/ui/card'
import { Link } from '@/ui/link'
import { Amount } from '@/ui/money'
import { When } from '@/ui/when'
import type { approvedRounds } from '../queries/engine-page'
import { EngineBadge } from './engine-sheet'

type CardOf = Awaited<ReturnType<typeof approvedRounds>>[number]

/** Tasks as cards, each leading to its page. */
export const BountyList = ({ rounds, path, now }: { rounds: readonly CardOf[]; path: string; now: Date }) => (
  <div className="grid gap-4">
    {rounds.map(({ id, title, state, summary, pool, asset, times, project, isApproved, notice }) => (
      <Card key={id}>
        <div className="flex flex-wrap items-start justify-between gap-3">
          <h2 className="text-xl font-semibold">
            <Link href={`${path}/${id}`} className="underline-offset-4 hover:underline">
              {title}
            </Link>
          </h2>
          {isApproved ? <EngineBadge state={state} kind="bounty" /> : <Badge tone="warn">Waits for two people</Badge>}
        </div>
        <p className="mt-1">{summary}</p>
        <p className="mt-2 text-soft">
          {project && `${project} · `}Pool <Amount units={pool} asset={asset} /> · work from{' '}
          <When instant={new Date(times.opens!)} /> to <When instant={new Date(times.submissionsEnd!)} now={now} />
        </p>
        {notice && (
          <div className="mt-3">
            <Alert tone="warn" title={notice} />
          </div>
        )}
      </Card>
    ))}
  </div>
)
