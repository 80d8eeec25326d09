'use client'
import { Several } from '@/domains/compliance/ui/several'
import { Badge, Empty } from '@/ui/badge'
import { Link } from '@/ui/link'
import { Cell, Row, Table } from '@/ui/table'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { distance } from '@/ui/when'
import type { QueuedCompany } from '../queries/desk'
import { OWNER_WORDS } from '../rules/case'

type Props = { companies: readonly QueuedCompany[]; now: Date }

/** The companies that staff have before them. */
export function CompanyDesk(props: Props) {
  return (
    <TrpcProvider>
      <Rows {...props} />
    </TrpcProvider>
  )
}

function Rows({ companies, now }: Props) {
  const { claimMany, releaseMany } = useTRPCClient().companies
  if (companies.length === 0)
    return <Empty title="No company waits">Companies appear here when their owners hand them in.</Empty>
  return (
    <Several
      all={companies}
      take={(companyIds) => claimMany.mutate({ companyIds })}
      release={(companyIds) => releaseMany.mutate({ companyIds })}
    >
      {(box) => (
        <Table caption="Companies" head={['Choose', 'Company', 'Waiting', 'People', 'State', 'With']}>
          {companies.map((one) => (
            <Row key={one.id}>
              <Cell>{box(one)}</Cell>
              <Cell>
                <Link
                  href={`/staff/companies/${one.id}`}
                  prefetch={false}
                  data-case
                  className="underline underline-offset-4"
                >
                  {one.id.slice(-8)}
                </Link>
              </Cell>
              <Cell>{one.submittedAt ? distance(one.submittedAt, now) : ''}</Cell>
              <Cell>{one.people}</Cell>
              <Cell>
                <span className="inline-flex flex-wrap gap-2">
                  <Badge tone={one.state === 'pending_second' ? 'brand' : 'neutral'}>
                    {one.state === 'pending_second' ? 'waiting for a second person' : OWNER_WORDS[one.state]}
                  </Badge>
                  {one.hold && <Badge tone="warn">held back</Badge>}
                  {one.isAppeal && <Badge>appeal</Badge>}
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

function withWhom({ state, isEarlier, holder, proposedByYou }: QueuedCompany): string {
  if (state === 'pending_second') return proposedByYou ? 'another person confirms' : 'waits for a checker'
  if (state === 'parties' || state === 'submitted') return 'its people'
  if (isEarlier && holder === null) return 'others: you decided before the appeal'
  if (holder === 'you') return 'you'
  return holder === 'colleague' ? 'a colleague' : 'nobody yet'
}
