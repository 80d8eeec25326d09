import { Card, Heading } from '@/ui/card'
import { Link } from '@/ui/link'
import { When } from '@/ui/when'
import type { Summary } from '../queries/public'
import { count, discussionPath } from '../rules'

/** On a project's page: its newest update, and the way to everything that was asked and answered. */
export function SummaryCard({ summary }: { summary: Summary }) {
  const { slug, newest, updateCount, questionCount, answerCount } = summary
  const isEmpty = updateCount + questionCount + answerCount === 0
  return (
    <Card>
      <Heading>Updates and questions</Heading>
      {newest ? (
        <p className="break-words">
          <Link
            href={`${discussionPath(slug)}#post-${newest.number}`}
            className="font-medium underline underline-offset-4"
          >
            {newest.title}
          </Link>
          <span className="block text-sm text-soft">
            <When instant={newest.at} />
          </span>
        </p>
      ) : (
        <p className="text-soft">The team has published no update yet.</p>
      )}
      <p className="mt-3">
        <Link href={discussionPath(slug)} className="underline underline-offset-4">
          {isEmpty
            ? 'Ask the team what you need to know'
            : `${count(updateCount, 'update')}, ${count(questionCount, 'question')}, ${count(answerCount, 'answer')}`}
        </Link>
      </p>
    </Card>
  )
}
