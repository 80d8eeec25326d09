import { STATE_WORDS as COMPANY_WORDS } from '@/domains/companies/rules/case'
import { Badge } from '@/ui/badge'
import { Card, Facts, Heading } from '@/ui/card'
import { PageFrame } from '@/ui/page'
import { When } from '@/ui/when'
import type { reviewCase } from '../queries/review'
import { Changes } from './changes'
import { DocumentList } from './documents-step'
import { GapNotice } from './gap-notice'
import { ProjectContent } from './project-content'
import { ReviewDesk } from './review-desk'
import { OUTCOME_WORDS, scoreWords, stateBadge } from './review-words'

type Review = Awaited<ReturnType<typeof reviewCase>>
type Props = { review: Review; viewer: { personId: string; isChecker: boolean }; now: Date }

/** A review on one screen. */
export function ReviewCase({ review, viewer, now }: Props) {
  const { id, title, state, terms, content, documents, version } = review
  const { words, tone } = stateBadge(state)
  const payment = { symbol: terms.paymentSymbol, decimals: terms.paymentDecimals, mint: terms.paymentMint }
  const open = review.decisions.find((decision) => decision.state === 'open') ?? null
  return (
    <PageFrame
      title={title}
      lead={<Badge tone={tone}>{words}</Badge>}
      back={{ href: '/staff/applications', label: 'Applications' }}
    >
      <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(20rem,2fr)]">
        <div className="grid min-w-0 grid-cols-1 gap-6">
          <GapNotice gaps={review.gaps} />
          <Card>
            <Heading>Version {version.number}</Heading>
            <Facts
              facts={[
                ['Applicant', review.owner ?? 'a member'],
                ['Company', COMPANY_WORDS[review.company]],
                [
                  'Its owners',
                  review.ownersAt ? (
                    <>
                      as handed in <When instant={review.ownersAt} now={now} />
                    </>
                  ) : (
                    'never handed in'
                  ),
                ],
                ['Submitted', <When key="at" instant={version.submittedAt} now={now} />],
                ['Digest of the text', <code key="digest">{version.digest.slice(0, 16)}…</code>],
                [
                  'Scores by reviewers',
                  review.scores.length === 0 ? 'none yet' : review.scores.map(scoreWords).join(', '),
                ],
              ]}
            />
            {review.ownersNamed && (
              <p className="mt-3 text-soft">
                US Regulation Crowdfunding wants whoever holds 20 % or more of the votes named to investors, with the
                day. Only the issuer does that, under “Who issues” in the information sheet: what the company handed in
                is shown to nobody.
              </p>
            )}
          </Card>
          {version.number > 1 && (
            <Card>
              <Heading>What changed since version {version.number - 1}</Heading>
              <Changes changes={review.changes} />
            </Card>
          )}
          <Card>
            <Heading>Documents</Heading>
            <DocumentList applicationId={id} documents={documents} />
          </Card>
          <ProjectContent content={content} payment={payment} terms={terms} termsHash={null} />
        </div>
        <div className="grid min-w-0 grid-cols-1 gap-6 lg:sticky lg:top-6">
          <ReviewDesk
            applicationId={id}
            state={state}
            viewer={viewer}
            assignee={review.assignee}
            sheet={review.sheet}
            open={open}
          />
          <History decisions={review.decisions} now={now} />
        </div>
      </div>
    </PageFrame>
  )
}

function History({ decisions, now }: { decisions: Review['decisions']; now: Date }) {
  const past = decisions.filter((decision) => decision.state !== 'open')
  if (past.length === 0) return null
  return (
    <Card>
      <Heading>Earlier decisions</Heading>
      <ol className="grid gap-4">
        {past.map(({ id, outcome, state, version, proposer, decider, decidedAt, comment }) => (
          <li key={id}>
            <p className="font-medium">
              Version {version}: {OUTCOME_WORDS[outcome]}, {state}
            </p>
            <p className="text-sm text-soft">
              proposed by {proposer}
              {decider && `, ${state} by ${decider}`} {decidedAt && <When instant={decidedAt} now={now} />}
            </p>
            {comment && <p className="whitespace-pre-line">{comment}</p>}
          </li>
        ))}
      </ol>
    </Card>
  )
}
