'use client'
import { Badge, Empty } from '@/ui/badge'
import { Link } from '@/ui/link'
import { Cell, Row, Table } from '@/ui/table'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { distance } from '@/ui/when'
import type { QueuedCase } from '../queries/desk'
import { STATE_WORDS } from '../rules/case'
import { Several } from './several'

type Props = { cases: readonly QueuedCase[]; now: Date; empty: string }

/** One queue of verifications. */
export function Desk(props: Props) {
  return (
    <TrpcProvider>
      <Rows {...props} />
    </TrpcProvider>
  )
}

function Rows({ cases, now, empty }: Props) {
  const { claimMany, releaseMany } = useTRPCClient().compliance
  if (cases.length === 0) return <Empty title="Nothing waits">{empty}</Empty>
  return (
    <Several
      all={cases}
      take={(caseIds) => claimMany.mutate({ caseIds })}
      release={(caseIds) => releaseMany.mutate({ caseIds })}
    >
      {(box) => (
        <Table caption="Verifications of this queue" head={['Choose', 'Case', 'Waiting', 'State', 'With']}>
          {cases.map((one) => (
            <Row key={one.id}>
              <Cell>{box(one)}</Cell>
              <Cell>
                {one.isOwn ? (
                  <>Your own</>
                ) : (
                  <Link
                    href={`/staff/verifications/${one.id}`}
                    prefetch={false}
                    data-case
                    className="underline underline-offset-4"
                  >
                    {one.id.slice(-8)}
                  </Link>
                )}
              </Cell>
              <Cell>{one.submittedAt ? distance(one.submittedAt, now) : ''}</Cell>
              <Cell>
                <span className="inline-flex flex-wrap gap-2">
                  <Badge tone={one.state === 'pending_second' ? 'brand' : 'neutral'}>{STATE_WORDS[one.state]}</Badge>
                  {one.priority !== 'normal' && <Badge tone="warn">{one.priority}</Badge>}
                </span>
              </Cell>
              <Cell>{withWhom(one)}</Cell>
            </Row>
          ))}
        </Table>
      )}
    </Several>
  )
}

function withWhom({ isOwn, isEarlier, state, holder, proposedByYou }: QueuedCase): string {
  if (isOwn) return 'somebody else decides'
  if (state === 'pending_second') return proposedByYou ? 'another person confirms' : 'waits for a checker'
  if (state === 'needs_resubmission' || state === 'approved' || state === 'reverify_due') return 'the member'
  if (isEarlier && holder === null) return 'others: you decided before the appeal'
  if (holder === 'you') return 'you'
  return holder === 'colleague' ? 'a colleague' : 'nobody yet'
}
