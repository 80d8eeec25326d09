import type { applicationsOf } from '@/domains/projects/queries/applications'
import { StartApplication } from '@/domains/projects/ui/application-acts'
import { stateBadge } from '@/domains/projects/ui/review-words'
import { memberPage } from '@/server/page'
import { Badge, Empty } from '@/ui/badge'
import { Link } from '@/ui/link'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'
import { Cell, Row, Table } from '@/ui/table'
import { When } from '@/ui/when'

export const metadata = { title: 'My applications' }

/** A team's own applications, and the way to begin one. */
export default async function ApplicationsPage() {
  const { api, now } = await memberPage('/apply')
  return (
    <PageFrame
      title="My applications"
      lead="Apply to raise funds for a project. A draft is saved while you type; people review it before anybody sees it."
      actions={<StartApplication />}
    >
      <Loaded what="your applications" load={() => api.projects.mine()}>
        {(applications) => <Applications {...{ applications, now }} />}
      </Loaded>
    </PageFrame>
  )
}

type Applications = Awaited<ReturnType<typeof applicationsOf>>

function Applications({ applications, now }: { applications: Applications; now: Date }) {
  if (applications.length === 0)
    return (
      <Empty title="You have not applied yet">
        It takes about an hour: the project, the team, the budget, the token and the terms. You can stop at any time and
        go on later. Two people read it and answer within 10 days; then your wallet creates the raise.
      </Empty>
    )
  return (
    <Table caption="My applications" head={['Project', 'State', 'Version', 'Last change', 'Raise']}>
      {applications.map(({ id, title, state, version, updatedAt, listing }) => {
        const { words, tone } = stateBadge(state)
        return (
          <Row key={id}>
            <Cell>
              <Link href={`/apply/${id}`} className="font-medium text-brand underline underline-offset-4">
                {title || 'Without a title'}
              </Link>
            </Cell>
            <Cell>
              <Badge tone={tone}>{words}</Badge>
            </Cell>
            <Cell>{version === 0 ? 'not submitted' : version}</Cell>
            <Cell>
              <When instant={updatedAt} now={now} />
            </Cell>
            <Cell>
              {listing && listing.state !== 'withdrawn' ? (
                <Link href={`/apply/${id}/raise`} className="text-brand underline underline-offset-4">
                  Open<span className="sr-only"> the raise of {title}</span>
                </Link>
              ) : (
                '–'
              )}
            </Cell>
          </Row>
        )
      })}
    </Table>
  )
}
