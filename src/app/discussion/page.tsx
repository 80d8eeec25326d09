import type { Metadata } from 'next'
import type { Standing } from '@/domains/discussion/queries/own'
import { discussionPath } from '@/domains/discussion/rules'
import { standingInput } from '@/domains/discussion/schema'
import { OwnPosts } from '@/domains/discussion/ui/own-posts'
import { LabelBadge, Text } from '@/domains/discussion/ui/post'
import { ReportForm } from '@/domains/discussion/ui/report-form'
import { UpdateForm, WriteForm } from '@/domains/discussion/ui/write-form'
import { parseInteger } from '@/kit/integer'
import { type Asked, given, memberPage, orNull } from '@/server/page'
import { hasRole } from '@/server/viewer'
import { Alert } from '@/ui/badge'
import { ButtonLink } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Link } from '@/ui/link'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'

export const metadata: Metadata = { title: 'Write about a project' }

const ACTS = ['answer', 'report', 'correct'] as const
type Wish = { act: (typeof ACTS)[number] | null; number: number | null }

/** What somebody came for, from the address: what is no number of a post is nothing. */
function wishIn(params: Record<string, string>): Wish {
  const act = ACTS.find((name) => params[name]) ?? null
  const number = parseInteger(params[act ?? ''] ?? '')
  const known = number !== null && standingInput.shape.number.safeParse(number).success
  return known ? { act, number } : { act: null, number: null }
}

/** Where members and teams write about a project, and find again what they wrote. */
export default async function WritePage({ searchParams }: { searchParams: Asked }) {
  const params = await given(searchParams)
  const asked = new URLSearchParams(params).toString()
  const { api, viewer } = await memberPage(asked ? `/discussion?${asked}` : '/discussion')
  const { act, number } = wishIn(params)
  const slug = (params.project ?? '').slice(0, 120)
  const standing = slug === '' ? null : await orNull(api.discussion.standing({ slug, number }))
  return (
    <PageFrame
      title={standing ? `Write about ${standing.title}` : 'Write about a project'}
      lead="Everybody reads what you write here."
      back={
        standing
          ? { href: discussionPath(slug), label: 'Updates and questions' }
          : { href: '/projects', label: 'Projects' }
      }
      narrow
    >
      {slug !== '' && !standing && <Alert tone="bad" title="No published project has this address" />}
      {standing && (
        <Write
          key={`${slug} ${act} ${number}`}
          standing={standing}
          act={act}
          moderates={hasRole(viewer, 'reviewer', 'checker')}
        />
      )}
      <Loaded what="what you wrote" load={() => api.discussion.mine()}>
        {(posts) => <OwnPosts posts={posts} />}
      </Loaded>
    </PageFrame>
  )
}

type WriteProps = { standing: Standing; act: Wish['act']; moderates: boolean }

function Write({ standing, act, moderates }: WriteProps) {
  const { slug, about } = standing
  if (act && !about) return <Alert tone="bad" title="This post is not shown any more" />
  return (
    <Card>
      <Heading>{act ? HEADINGS[act] : standing.role === 'team' ? 'Publish an update' : 'Ask a question'}</Heading>
      {about && (
        <blockquote className="mb-4 border-l-2 border-line-strong pl-4">
          <p className="mb-1 flex flex-wrap items-center gap-3 font-medium">
            {about.title ?? about.name} <LabelBadge label={about.label} />
          </p>
          {act !== 'correct' && <Text>{about.text}</Text>}
        </blockquote>
      )}
      {moderates && about && (
        <Way href={`/staff/discussion?project=${slug}&post=${about.number}`} label="Moderate this post" />
      )}
      {standing.role === 'team' && about?.kind === 'update' && act !== 'correct' && (
        <Way href={`/discussion?project=${slug}&correct=${about.number}`} label="Correct this update" />
      )}
      {act === 'report' && about ? (
        <ReportForm slug={slug} number={about.number} />
      ) : (
        <Words standing={standing} act={act} />
      )}
    </Card>
  )
}

const Way = ({ href, label }: { href: string; label: string }) => (
  <p className="mb-4">
    <Link href={href} className="underline underline-offset-4">
      {label}
    </Link>
  </p>
)

const HEADINGS = { answer: 'Answer', report: 'Report a post', correct: 'Correct an update' } as const

function Words({ standing: { slug, teamName, role, because, about }, act }: Pick<WriteProps, 'standing' | 'act'>) {
  if (!role)
    return (
      <Alert tone="warn" title={because?.message ?? ''}>
        {because?.code === 'discussion.notVerified' && <ButtonLink href="/verify">Get verified</ButtonLink>}
      </Alert>
    )
  if (act === 'answer' && about?.kind === 'question')
    return <WriteForm slug={slug} role={role} teamName={teamName} answerTo={about.number} />
  if (act === 'answer') return <Alert tone="warn" title="Only questions are answered" />
  if (act === 'correct') {
    if (role !== 'team' || about?.kind !== 'update')
      return <Alert tone="warn" title="Only the team corrects its updates" />
    const { number, version, title, text } = about
    return (
      <UpdateForm
        slug={slug}
        teamName={teamName}
        correcting={{ number, version, title: title ?? '', text: text ?? '' }}
      />
    )
  }
  return role === 'team' ? (
    <UpdateForm slug={slug} teamName={teamName} correcting={null} />
  ) : (
    <WriteForm slug={slug} role={role} teamName={teamName} answerTo={null} />
  )
}
