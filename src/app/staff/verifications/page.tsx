import { STATE_WORDS } from '@/domains/compliance/rules/case'
import { staffPage } from '@/server/page'
import { Badge, Empty } from '@/ui/badge'
import { Link } from '@/ui/link'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'
import { Cell, Row, Table } from '@/ui/table'
import { distance } from '@/ui/when'

export const metadata = { title: 'Verifications' }

/** What waits for the staff, the longest wait first. */
export default async function VerificationsPage() {
  const { api, now } = await staffPage('/staff/verifications', 'reviewer', 'checker')
  return (
    <PageFrame
      title="Verifications"
      back={{ href: '/staff', label: 'Staff' }}
      lead="The longest wait comes first. Names stand on the pages of the cases, not here."
    >
      <Loaded what="the queue" load={() => api.compliance.queue()}>
        {(cases) =>
          cases.length === 0 ? (
            <Empty title="Nothing waits">New verifications appear here when members hand them in.</Empty>
          ) : (
            <Table caption="Verifications that wait" head={['Case', 'Waiting', 'State', 'With']}>
              {cases.map(({ id, state, submittedAt, isOwn, holder, proposedByYou }) => (
                <Row key={id}>
                  <Cell>
                    {isOwn ? (
                      <>Your own</>
                    ) : (
                      <Link
                        href={`/staff/verifications/${id}`}
                        prefetch={false}
                        className="underline underline-offset-4"
                      >
                        {id.slice(-8)}
                      </Link>
                    )}
                  </Cell>
                  <Cell>{submittedAt ? distance(submittedAt, now) : ''}</Cell>
                  <Cell>
                    <Badge tone={state.startsWith('proposed') ? 'brand' : 'neutral'}>{STATE_WORDS[state]}</Badge>
                  </Cell>
                  <Cell>{withWhom({ state, holder, proposedByYou, isOwn })}</Cell>
                </Row>
              ))}
            </Table>
          )
        }
      </Loaded>
    </PageFrame>
  )
}

function withWhom(waiting: {
  state: string
  holder: 'you' | 'colleague' | null
  proposedByYou: boolean
  isOwn: boolean
}) {
  if (waiting.isOwn) return 'somebody else decides'
  if (waiting.state.startsWith('proposed'))
    return waiting.proposedByYou ? 'another person confirms' : 'waits for a checker'
  if (waiting.holder === 'you') return 'you'
  return waiting.holder === 'colleague' ? 'a colleague' : 'nobody yet'
}
