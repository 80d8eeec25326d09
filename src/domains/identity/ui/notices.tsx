'use client'
import { Alert } from '@/ui/badge'
import { Button, ButtonLink } from '@/ui/button'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { When } from '@/ui/when'
import { useAct } from './use-act'

type Notice = { id: string; title: string; text: string; link: string; madeAt: Date }

type Props = {
  notices: readonly Notice[]
  now: Date
  /** The path of the page on which they stand: what leads nowhere else needs no button. */
  here: string
}

/** What somebody was told and has not put away; nothing where there is nothing. */
export const Notices = (props: Props) => (
  <TrpcProvider>
    <List {...props} />
  </TrpcProvider>
)

function List({ notices, now, here }: Props) {
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
            {link !== here && <ButtonLink href={link}>Look at it</ButtonLink>}
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
