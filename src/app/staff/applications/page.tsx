import { OUTCOME_WORDS, stateBadge, URGENCY } from '@/domains/projects/ui/review-words'
import { staffPage } from '@/server/page'
import { Badge, Empty } from '@/ui/badge'
import { Heading } from '@/ui/card'
import { Link } from '@/ui/link'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'
import { Cell, Row, Table } from '@/ui/table'
import { When } from '@/ui/when'

export const metadata = { title: 'Applications' }

/** The reviewers' queue, the longest wait first, and what was decided last. */
export default async function ApplicationQueuePage() {
  const { api, viewer, now } = await staffPage('/staff/applications', 'reviewer', 'checker')
  return (
    <PageFrame
      title="Applications"
      lead="The longest wait comes first. A team is promised an answer within 10 days."
      back={{ href: '/staff', label: 'Staff' }}
    >
      <Loaded what="the queue" load={() => Promise.all([api.projects.queue(), api.projects.recentDecisions()])}>
        {([queue, decided]) => (
          <>
            {queue.length === 0 ? (
              <Empty title="Nothing waits for review">New applications appear here when a team submits one.</Empty>
            ) : (
              <Table caption="Applications that wait" head={['Project', 'State', 'Waiting since', 'Age', 'Who has it']}>
                {queue.map(({ id, title, state, version, since, urgency, assignee, proposal, isOwn }) => (
                  <Row key={id}>
                    <Cell>
                      {isOwn ? (
                        <span className="font-medium">{title}</span>
                      ) : (
                        <Link
                          href={`/staff/applications/${id}`}
                          className="font-medium text-brand underline underline-offset-4"
                        >
                          {title}
                        </Link>
                      )}
                      <span className="block text-sm text-soft">
                        version {version}
                        {isOwn && ', your own: others decide on it'}
                      </span>
                    </Cell>
                    <Cell>
                      <Badge tone={stateBadge(state).tone}>{stateBadge(state).words}</Badge>
                      {proposal && (
                        <span className="block text-sm text-soft">proposed: {OUTCOME_WORDS[proposal.outcome]}</span>
                      )}
                    </Cell>
                    <Cell>
                      <When instant={since} now={now} />
                    </Cell>
                    <Cell>
                      <Badge tone={URGENCY[urgency].tone}>{URGENCY[urgency].words}</Badge>
                    </Cell>
                    <Cell>{assignee ? (assignee.id === viewer.personId ? 'you' : assignee.name) : 'nobody'}</Cell>
                  </Row>
                ))}
              </Table>
            )}
            <section>
              <Heading>Decided last</Heading>
              {decided.length === 0 ? (
                <p className="text-soft">Nothing was decided yet.</p>
              ) : (
                <Table caption="Decided last" head={['Project', 'Version', 'Decision', 'When']}>
                  {decided.map(({ id, applicationId, outcome, version, decidedAt, application }) => (
                    <Row key={id}>
                      <Cell>
                        {application.ownerId === viewer.personId ? (
                          application.title
                        ) : (
                          <Link
                            href={`/staff/applications/${applicationId}`}
                            className="text-brand underline underline-offset-4"
                          >
                            {application.title}
                          </Link>
                        )}
                      </Cell>
                      <Cell>{version}</Cell>
                      <Cell>{OUTCOME_WORDS[outcome]}</Cell>
                      <Cell>{decidedAt && <When instant={decidedAt} now={now} />}</Cell>
                    </Row>
                  ))}
                </Table>
              )}
            </section>
          </>
        )}
      </Loaded>
    </PageFrame>
  )
}
