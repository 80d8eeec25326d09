'use client'
import { useAct } from '@/domains/identity/ui/use-act'
import { Alert, Empty } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Dialog, DialogClose } from '@/ui/dialog'
import { Link } from '@/ui/link'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { When } from '@/ui/when'
import type { OwnPost } from '../queries/own'
import { placeOf } from '../rules'
import { LabelBadge, Stub, Text } from './post'

/** What somebody wrote, each with the way to delete or correct it. */
export function OwnPosts({ posts }: { posts: readonly OwnPost[] }) {
  if (posts.length === 0)
    return (
      <Empty title="You wrote nothing yet">
        Questions to a project, and answers, are written from its page “Updates and questions”.
      </Empty>
    )
  return (
    <TrpcProvider>
      <Card>
        <Heading>What you wrote</Heading>
        <ul className="grid gap-5">
          {posts.map((post) => (
            <Mine key={post.id} post={post} />
          ))}
        </ul>
      </Card>
    </TrpcProvider>
  )
}

function Mine({ post }: { post: OwnPost }) {
  const { kind, slug, project, number, name, label, at, state, hidden, title, text } = post
  const place = placeOf({ ...post, isUpdate: kind === 'update' })
  return (
    <li className="border-t border-line pt-4">
      <p className="mb-1 flex flex-wrap items-center gap-x-3 gap-y-1">
        <Link href={place} className="font-medium underline underline-offset-4">
          {project}
        </Link>
        <span>as {name}</span>
        <LabelBadge label={label} />
        <span className="text-sm text-soft">
          <When instant={at} />
        </span>
      </p>
      {title && <p className="font-medium break-words">{title}</p>}
      {text !== null && <Text>{text}</Text>}
      {state !== 'shown' && <Stub hidden={hidden} />}
      {kind === 'update' && state === 'shown' && (
        <Link
          href={`/discussion?project=${slug}&correct=${number}`}
          className="inline-flex min-h-11 items-center underline underline-offset-4"
        >
          Correct this update
        </Link>
      )}
      {label !== 'team' && state !== 'deleted' && <Delete post={post} />}
    </li>
  )
}

function Delete({ post: { id: postId, kind } }: { post: OwnPost }) {
  const client = useTRPCClient()
  const { busy, error, run } = useAct()
  return (
    <>
      {error && <Alert tone="bad" title={error} />}
      <Dialog
        title={`Delete this ${kind}?`}
        trigger={
          <Button look="secondary" className="mt-2" busy={busy !== null}>
            Delete this {kind}
          </Button>
        }
      >
        <p className="mb-4">Its text is gone then, for you too. That something was here, and its answers, stay.</p>
        <div className="flex flex-wrap gap-3">
          <DialogClose>
            <Button look="danger" onClick={() => run('delete', () => client.discussion.remove.mutate({ postId }))}>
              Delete it
            </Button>
          </DialogClose>
          <DialogClose>
            <Button look="secondary">Keep it</Button>
          </DialogClose>
        </div>
      </Dialog>
    </>
  )
}
