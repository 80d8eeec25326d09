'use client'
import { useState } from 'react'
import { useAct } from '@/domains/identity/ui/use-act'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Link } from '@/ui/link'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { distance, When } from '@/ui/when'
import type { StaffPost } from '../queries/desk'
import { placeOf, REASON_WORDS } from '../rules'
import type { ModerateInput, Reason } from '../schema'
import { LabelBadge, Stub, Text } from './post'
import { ReasonField } from './reason-field'

/** Posts before moderators, each with what they may do. */
export const DeskPosts = ({ posts, now }: { posts: readonly StaffPost[]; now: Date }) => (
  <TrpcProvider>
    <div className="grid gap-4">
      {posts.map((post) => (
        <DeskPost key={`${post.id}:${post.state}:${post.reports.length}`} post={post} now={now} />
      ))}
    </div>
  </TrpcProvider>
)

function DeskPost({ post, now }: { post: StaffPost; now: Date }) {
  const { kind, project, name, label, at, hidden, title, text, reports } = post
  return (
    <Card>
      <p className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1">
        <Link href={placeOf({ ...post, isUpdate: kind === 'update' })} className="underline underline-offset-4">
          {project}
        </Link>
        <span className="font-semibold break-words">{name}</span>
        <LabelBadge label={label} />
        <span className="text-sm text-soft">
          <When instant={at} />
        </span>
      </p>
      {title && <p className="font-medium break-words">{title}</p>}
      {text !== null && <Text>{text}</Text>}
      {post.state !== 'shown' && <Stub hidden={hidden} />}
      {reports.length > 0 && (
        <ul className="mt-3 text-sm" aria-label="Reports">
          {reports.map(({ id, reason, at: reportedAt }) => (
            <li key={id}>
              Reported {distance(reportedAt, now)}: {REASON_WORDS[reason]}
            </li>
          ))}
        </ul>
      )}
      {post.state !== 'deleted' && <Acts post={post} />}
    </Card>
  )
}

function Acts({ post: { id: postId, state, reports } }: { post: StaffPost }) {
  const client = useTRPCClient()
  const { busy, error, run } = useAct()
  const [reason, setReason] = useState<Reason>(reports[0]?.reason ?? 'spam')
  const act = (input: ModerateInput) => () => run(input.act, () => client.discussion.moderate.mutate(input))
  return (
    <div className="mt-4 grid gap-3">
      {error && <Alert tone="bad" title={error} />}
      {state === 'shown' && <ReasonField value={reason} onValue={setReason} />}
      <div className="flex flex-wrap gap-3">
        {state === 'shown' ? (
          <Button look="danger" busy={busy === 'hide'} onClick={act({ postId, act: 'hide', reason })}>
            Hide it
          </Button>
        ) : (
          <Button look="secondary" busy={busy === 'show'} onClick={act({ postId, act: 'show' })}>
            Show it again
          </Button>
        )}
        {reports.length > 0 && (
          <Button look="secondary" busy={busy === 'keep'} onClick={act({ postId, act: 'keep' })}>
            Leave it as it is
          </Button>
        )}
      </div>
    </div>
  )
}
