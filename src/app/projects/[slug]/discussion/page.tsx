import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { RiskBanner } from '@/domains/compliance/ui/risk-banner'
import type { Discussion } from '@/domains/discussion/queries/public'
import { count, discussionPath } from '@/domains/discussion/rules'
import { pageInput } from '@/domains/discussion/schema'
import { ThreadView, UpdateView } from '@/domains/discussion/ui/post'
import { parseInteger } from '@/kit/integer'
import { type Asked, given, publicPage } from '@/server/page'
import { Empty } from '@/ui/badge'
import { ButtonLink } from '@/ui/button'
import { Heading } from '@/ui/card'
import { Link } from '@/ui/link'
import { PageFrame } from '@/ui/page'

export const dynamic = 'force-dynamic'

type Props = { params: Promise<{ slug: string }>; searchParams: Asked }

/** A cursor from the address. What is none starts at the beginning. */
function cursor(name: 'before' | 'updatesBefore', typed: string | undefined): number | undefined {
  const number = parseInteger(typed ?? '') ?? undefined
  return pageInput.shape[name].safeParse(number).success ? number : undefined
}

/** Once a request: the page and its title ask for the same. */
const load = cache(async (slug: string, before: number | undefined, updatesBefore: number | undefined) => {
  const { api } = await publicPage()
  const cursors = { ...(before && { before }), ...(updatesBefore && { updatesBefore }) }
  const discussion = await api.discussion.ofProject({ slug: slug.slice(0, 120), ...cursors })
  if (!discussion) notFound()
  return { discussion, warnings: await api.protection.banner() }
})

async function asked({ params, searchParams }: Props) {
  const { before: questions, updatesBefore: updates } = await given(searchParams)
  const [before, updatesBefore] = [cursor('before', questions), cursor('updatesBefore', updates)]
  return { before, updatesBefore, ...(await load((await params).slug, before, updatesBefore)) }
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  return { title: `Updates and questions: ${(await asked(props)).discussion.title}` }
}

/** What a team tells and members ask, for everybody to read. Whoever writes does so on a page of their own. */
export default async function DiscussionPage(props: Props) {
  const { discussion, warnings, before, updatesBefore } = await asked(props)
  const { slug, title } = discussion
  return (
    <>
      <RiskBanner warnings={warnings} />
      <PageFrame
        title="Updates and questions"
        lead={`What the team of ${title} tells, and what members ask. Everybody reads it.`}
        back={{ href: `/projects/${slug}`, label: title }}
        actions={
          <ButtonLink href={`/discussion?project=${slug}`} prefetch={false}>
            Write something
          </ButtonLink>
        }
        narrow
      >
        <p className="max-w-prose text-soft">
          Members whose identity was checked write under a number of this project. The team, and whoever says that they
          are paid for promoting it, is marked each time; nobody can check that the others are not paid. Nothing here is
          said by this platform: its moderators hide what breaks the rules, and say why in its place.
        </p>
        {before === undefined && <Updates discussion={discussion} />}
        {updatesBefore === undefined && <Questions discussion={discussion} />}
        {(before ?? updatesBefore) !== undefined && (
          <p>
            <Link href={discussionPath(slug)} className="underline underline-offset-4">
              To the newest
            </Link>
          </p>
        )}
      </PageFrame>
    </>
  )
}

const More = ({ href, label }: { href: string; label: string }) => (
  <p className="mt-4">
    <Link href={href} className="text-brand underline underline-offset-4">
      {label}
    </Link>
  </p>
)

const Updates = ({ discussion: { slug, updates, nextUpdates, updateCount } }: { discussion: Discussion }) => (
  <section>
    <Heading>{updateCount > 0 ? count(updateCount, 'update') : 'Updates'}</Heading>
    {updates.length === 0 ? (
      <Empty title="No update yet">The team tells here what it did, and what changed.</Empty>
    ) : (
      <div className="grid gap-4">
        {updates.map((update) => (
          <UpdateView key={update.number} update={update} slug={slug} />
        ))}
      </div>
    )}
    {nextUpdates && <More href={`${discussionPath(slug)}?updatesBefore=${nextUpdates}`} label="Older updates" />}
  </section>
)

const Questions = ({ discussion: { slug, questions, nextQuestions, questionCount } }: { discussion: Discussion }) => (
  <section>
    <Heading>{questionCount > 0 ? count(questionCount, 'question') : 'Questions'}</Heading>
    {questions.length === 0 ? (
      <Empty title="Nobody asked yet">Ask what you need to know before you decide: the team answers here.</Empty>
    ) : (
      <div className="grid gap-4">
        {questions.map((thread) => (
          <ThreadView key={thread.number} thread={thread} slug={slug} />
        ))}
      </div>
    )}
    {nextQuestions && <More href={`${discussionPath(slug)}?before=${nextQuestions}`} label="Older questions" />}
  </section>
)
