import type { ReactNode } from 'react'
import { Badge } from '@/ui/badge'
import { Link } from '@/ui/link'
import { When } from '@/ui/when'
import type { PublicPost, Thread, Update } from '../queries/public'
import { REASON_WORDS } from '../rules'
import type { Label, Reason } from '../schema'

/** Whose word a post is, where it is more than a member's: said every time. */
export function LabelBadge({ label }: { label: Label }) {
  if (label === 'member') return null
  return label === 'team' ? <Badge tone="brand">Team</Badge> : <Badge tone="warn">Paid promoter</Badge>
}

/** What stands in the place of a text that is not shown. */
export const Stub = ({ hidden }: { hidden: { reason: Reason; at: Date } | null }) => (
  <p className="text-soft">
    {hidden ? (
      <>
        Hidden by moderators: {REASON_WORDS[hidden.reason]}, <When instant={hidden.at} />
      </>
    ) : (
      'Deleted by its author'
    )}
  </p>
)

export const Text = ({ children }: { children: ReactNode }) => (
  <p className="max-w-prose break-words whitespace-pre-wrap">{children}</p>
)

const Act = ({ href, label, what }: { href: string; label: string; what: string }) => (
  <Link href={href} prefetch={false} className="inline-flex min-h-11 items-center underline underline-offset-4">
    {label}
    <span className="sr-only"> {what}</span>
  </Link>
)

const act = (slug: string, name: 'answer' | 'report', number: number) => `/discussion?project=${slug}&${name}=${number}`

const Head = ({ post: { name, label, at } }: { post: PublicPost }) => (
  <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1">
    <span className="font-semibold break-words">{name}</span>
    <LabelBadge label={label} />
    <span className="text-sm text-soft">
      <When instant={at} />
    </span>
  </div>
)

function Words({ post, slug, answerable }: { post: PublicPost; slug: string; answerable: boolean }) {
  if (post.text === null) return <Stub hidden={post.hidden} />
  const what = `the post of ${post.name}, number ${post.number}`
  return (
    <>
      <Text>{post.text}</Text>
      <div className="flex gap-5 text-sm">
        {answerable && <Act href={act(slug, 'answer', post.number)} label="Answer" what={what} />}
        <Act href={act(slug, 'report', post.number)} label="Report" what={what} />
      </div>
    </>
  )
}

/** A question with its answers, the oldest first. */
export const ThreadView = ({ thread, slug }: { thread: Thread; slug: string }) => (
  <article id={`post-${thread.number}`} className="rounded-xl border border-line bg-surface p-4 sm:p-6">
    <Head post={thread} />
    <Words post={thread} slug={slug} answerable />
    {thread.answers.length > 0 && (
      <ul className="mt-3 grid gap-4 border-l-2 border-line pl-4 sm:pl-6" aria-label="Answers">
        {thread.answers.map((answer) => (
          <li key={answer.number} id={`post-${answer.number}`}>
            <Head post={answer} />
            <Words post={answer} slug={slug} answerable={false} />
          </li>
        ))}
      </ul>
    )}
  </article>
)

/** An update with every version of it. */
export function UpdateView({ update, slug }: { update: Update; slug: string }) {
  const { number, versions, hidden } = update
  const [newest, ...older] = versions
  return (
    <article id={`post-${number}`} className="rounded-xl border border-line bg-surface p-4 sm:p-6">
      {newest && <h3 className="mb-1 text-lg font-semibold break-words">{newest.title}</h3>}
      <Head post={update} />
      {newest ? <Text>{newest.text}</Text> : <Stub hidden={hidden} />}
      {older.length > 0 && newest && (
        <div className="mt-3">
          <p className="text-sm text-soft">
            Corrected: this is version {newest.number}, of <When instant={newest.at} />
          </p>
          {older.map((version) => (
            <details key={version.number} className="mt-1">
              <summary className="min-h-11 cursor-pointer content-center text-sm underline underline-offset-4">
                Version {version.number}, of <When instant={version.at} />
              </summary>
              <div className="border-l-2 border-line pl-4">
                <p className="font-medium break-words">{version.title}</p>
                <Text>{version.text}</Text>
              </div>
            </details>
          ))}
        </div>
      )}
      {newest && (
        <div className="flex gap-5 text-sm">
          <Act href={act(slug, 'report', number)} label="Report" what={`the update ${newest.title}`} />
        </div>
      )}
    </article>
  )
}
