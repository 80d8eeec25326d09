import type { Metadata } from 'next'
import type { StaffPost } from '@/domains/discussion/queries/desk'
import { postInput } from '@/domains/discussion/schema'
import { DeskPosts } from '@/domains/discussion/ui/desk'
import { parseInteger } from '@/kit/integer'
import { type Asked, given, orNull, staffPage } from '@/server/page'
import { Alert, Empty } from '@/ui/badge'
import { Heading } from '@/ui/card'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'

export const metadata: Metadata = { title: 'Reported posts' }

type Api = Awaited<ReturnType<typeof staffPage>>['api']

/** The post that the address names, if it does; what is no number names none. */
async function named(api: Api, { project, post = '' }: Record<string, string>): Promise<StaffPost[] | null> {
  if (!project) return null
  const asked = postInput.safeParse({ slug: project, number: parseInteger(post) })
  const found = asked.success ? await orNull(api.discussion.staffPost(asked.data)) : null
  return found ? [found] : []
}

/** What members reported, and what is hidden: decided here, and seen at once by everybody. */
export default async function StaffDiscussionPage({ searchParams }: { searchParams: Asked }) {
  const { api, now } = await staffPage('/staff/discussion', 'reviewer', 'checker')
  const one = await named(api, await given(searchParams))
  return (
    <PageFrame
      title="Reported posts"
      lead="What you wrote or reported yourself, and what is about a project of yours, is not shown to you."
      back={{ href: '/staff', label: 'Staff' }}
      narrow
    >
      {one?.length === 0 && (
        <Alert tone="bad" title="There is no such post for you">
          It is not there, or it is for others to decide on.
        </Alert>
      )}
      {one && one.length > 0 && <DeskPosts posts={one} now={now} />}
      <Loaded what="reported posts" load={() => api.discussion.desk()}>
        {({ reported, hidden }) => (
          <>
            <section>
              <Heading>Waiting</Heading>
              {reported.length === 0 ? (
                <Empty title="Nothing is reported">Members report posts below each of them.</Empty>
              ) : (
                <DeskPosts posts={reported} now={now} />
              )}
            </section>
            {hidden.length > 0 && (
              <section>
                <Heading>Hidden</Heading>
                <DeskPosts posts={hidden} now={now} />
              </section>
            )}
          </>
        )}
      </Loaded>
    </PageFrame>
  )
}
