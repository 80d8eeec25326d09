'use client'
import { Alert } from '@/ui/badge'
import { Button, ButtonLink } from '@/ui/button'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { When } from '@/ui/when'
import { useAct } from './use-act'

type Notice = { id: string; title: string; text: string; link: string; madeAt: Date }

/** What somebody was told and has not put away; nothing where there is nothing. */
export const Notices = (props: { notices: readonly Notice[]; now: Date }) => (
  <TrpcProvider>
    <List {...props} />
  </TrpcProvider>
)

function List({ notices, now }: { notices: readonly Notice[]; now: Date }) {
  const client = useTRPCClient()
  const { busy, error, run } = useAct()
  return (
    <>
      {error && <Alert tone="bad" title={error} />}
      {notices.map(({ id, title, text, link, madeAt }) => (
        <Alert key={id} tone="warn" title={title}>
          <p className="whitespace-pre-line">{text}</p>
          <p className="mt-1 text-sm">
            <When instant={madeAt} now={now} />
          </p>
          <div className="mt-3 flex flex-wrap gap-3">
            <ButtonLink href={link}>Look at it</ButtonLink>
            <Button
              look="secondary"
              busy={busy !== null}
              onClick={() => run(id, () => client.identity.readNotice.mutate({ noticeId: id }))}
            >
              Put away
            </Button>
          </div>
        </Alert>
      ))}
    </>
  )
}
