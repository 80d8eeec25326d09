import type { Metadata } from 'next'
import { RUN_STATE_WORDS } from '@/domains/screening/rules/refusals'
import { LiftCard } from '@/domains/screening/ui/lift'
import { MatchCard } from '@/domains/screening/ui/match-card'
import { AgainCard, ReportCard } from '@/domains/screening/ui/run-acts'
import { SubjectCard } from '@/domains/screening/ui/subject-card'
import { orNotFound, staffPage } from '@/server/page'
import { Alert, Badge } from '@/ui/badge'
import { Card, Heading } from '@/ui/card'
import { PageFrame } from '@/ui/page'
import { When } from '@/ui/when'

export const metadata: Metadata = { title: 'One comparison' }

/** One comparison: who was compared on the left, the entries that they may be on the right. */
export default async function ScreeningRunPage({ params }: { params: Promise<{ id: string }> }) {
  const { id: runId } = await params
  const { api, now } = await staffPage(`/staff/screening/${runId}`, 'reviewer', 'checker')
  const run = await orNotFound(api.screening.run({ runId }))
  return (
    <PageFrame
      title={`Comparison ${runId.slice(-8)}`}
      lead={<Badge tone={run.state === 'confirmed_hit' ? 'bad' : 'neutral'}>{RUN_STATE_WORDS[run.state]}</Badge>}
      back={{ href: '/staff/screening', label: 'Screening' }}
    >
      {run.state === 'confirmed_hit' && (
        <Alert tone="warn" title="What is stopped, and what is not">
          Nothing is co-signed for this person any more, and our worker leaves their positions alone. The programs on
          the chain cannot freeze: the owner, or anybody else, can still withdraw, refund or claim. Tell the person
          nothing.
        </Alert>
      )}
      {run.partial && <Alert tone="warn" title="More was found than is shown here." />}
      {run.mixedScript && <Alert tone="warn" title="The name mixes letters of two scripts in one word." />}
      <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[minmax(18rem,2fr)_minmax(0,5fr)]">
        <div className="grid gap-6 lg:sticky lg:top-6">
          <SubjectCard runId={run.id} isSealed={run.isSealed} />
          {run.report && <ReportCard report={run.report} mayConfirm={run.mayConfirm} now={now} />}
          {run.state === 'confirmed_hit' && <LiftCard runId={run.id} lift={run.lift} mayConfirm={run.mayConfirm} />}
          {run.mayScreenAgain && <AgainCard runId={run.id} />}
          {run.looks.length > 0 && (
            <Card>
              <Heading>Who looked</Heading>
              <ul className="divide-y divide-line">
                {run.looks.map(({ by, field, reason, at }) => (
                  <li key={`${field} ${at.toISOString()}`} className="py-2">
                    <strong>{by}</strong>, {field}: {reason} <When instant={at} now={now} />
                  </li>
                ))}
              </ul>
            </Card>
          )}
        </div>
        <div className="grid gap-6">
          {run.matches.length === 0 && (
            <Card>
              <p className="text-soft">Nobody on the lists is like them, or nothing could be compared yet.</p>
            </Card>
          )}
          {run.matches.map((match) => (
            <MatchCard key={match.id} match={match} run={run} now={now} />
          ))}
        </div>
      </div>
    </PageFrame>
  )
}
