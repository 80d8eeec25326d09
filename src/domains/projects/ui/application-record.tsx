import { Alert, Badge } from '@/ui/badge'
import { ButtonLink } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Link } from '@/ui/link'
import { PageFrame } from '@/ui/page'
import { When } from '@/ui/when'
import type { applicationFor } from '../queries/applications'
import { APPLICATION, type ApplicationState } from '../rules/application'
import type { Change } from '../rules/diff'
import { ApplicationActs } from './application-acts'
import { Changes } from './changes'
import { CompanyNotice } from './company-notice'
import { FeeNotice } from './fee-notice'
import { reasonWords, stateBadge } from './review-words'
import { STEPS } from './steps'

type Application = Awaited<ReturnType<typeof applicationFor>>

/** What comes next, for the team. */
const NEXT: Record<ApplicationState, string> = {
  draft: 'Go on writing, then submit it.',
  submitted: 'It stands in the reviewers’ queue. Somebody looks at it within 10 days.',
  in_review: 'A reviewer is reading it.',
  proposed: 'A reviewer proposed a decision; another person must confirm it before it counts.',
  changes_requested: 'Change what the reviewers asked for, then submit it again.',
  approved: 'Two people approved it. Its token and its raise are made, funded and followed from here:',
  rejected: 'You can revise it and submit it as the next version.',
  withdrawn: 'Nobody sees it. You can revise it and submit it again.',
}

/** An application that cannot be edited now: where it stands, what was decided, its versions and what changed. */
export function ApplicationRecord({
  application,
  changes,
  shown,
  now,
}: {
  application: Application
  changes: readonly Change[]
  shown: number
  now: Date
}) {
  const { id, title, state, listing, decisions, versions, fee } = application
  const { words, tone } = stateBadge(state)
  const published = listing?.state === 'published'
  const can = (['withdraw', 'revise'] as const).filter(
    (event) => APPLICATION[state][event] !== undefined && !(event === 'revise' && published),
  )
  return (
    <PageFrame
      title={title || 'Without a title'}
      lead={<Badge tone={tone}>{words}</Badge>}
      back={{ href: '/apply', label: 'My applications' }}
      actions={<ApplicationActs applicationId={id} can={can} />}
    >
      <Alert title={NEXT[state]}>
        {listing && state === 'approved' && (
          <span className="mt-2 flex flex-wrap gap-3">
            <ButtonLink href={`/apply/${id}/raise`}>Go to the raise</ButtonLink>
            <ButtonLink look="secondary" href={`/projects/${listing.slug}`}>
              Public page
            </ButtonLink>
          </span>
        )}
      </Alert>
      {state !== 'rejected' && state !== 'withdrawn' && <CompanyNotice applicationId={id} />}
      <FeeNotice fee={fee} />
      {decisions.map((decision) => (
        <DecisionNotice key={`${decision.version} ${decision.decidedAt}`} decision={decision} />
      ))}
      <Card>
        <Heading>Versions</Heading>
        {versions.length === 0 && <p className="text-soft">It was never submitted.</p>}
        <ol className="divide-y divide-line">
          {versions.map(({ number, submittedAt }) => (
            <li key={number} className="flex flex-wrap justify-between gap-3 py-2">
              <Link href={`/apply/${id}?version=${number}`} className="text-brand underline underline-offset-4">
                Version {number}
              </Link>
              <When instant={submittedAt} now={now} />
            </li>
          ))}
        </ol>
      </Card>
      {shown > 1 && (
        <Card>
          <Heading>
            What changed from version {shown - 1} to {shown}
          </Heading>
          <Changes changes={changes} />
        </Card>
      )}
    </PageFrame>
  )
}

/** A decision as the team reads it. */
export function DecisionNotice({ decision }: { decision: Application['decisions'][number] }) {
  const tone = decision.outcome === 'approve' ? 'good' : decision.outcome === 'reject' ? 'bad' : 'warn'
  const words = { approve: 'approved', reject: 'rejected', request_changes: 'sent back for changes' }[decision.outcome]
  return (
    <Alert tone={tone} title={`Version ${decision.version} was ${words}`}>
      <p className="whitespace-pre-line">{decision.message}</p>
      {decision.reasons.length > 0 && (
        <ul className="mt-2 list-disc pl-6">
          {decision.reasons.map((reason) => (
            <li key={`${reason.section}/${reason.code}`}>
              {STEPS.find(({ id }) => id === reason.section)?.label ?? reason.section}: {reasonWords(reason)}
              {reason.text && ` ${reason.text}`}
            </li>
          ))}
        </ul>
      )}
    </Alert>
  )
}
