import type { Metadata } from 'next'
import { localPage } from '@/server/page'
import { Empty } from '@/ui/badge'
import { Card, Heading } from '@/ui/card'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'
import { When } from '@/ui/when'

export const metadata: Metadata = { title: 'Mailbox' }

const LINK = /(https?:\/\/\S+)/

/** Mails that would have gone out. On the local network only. */
export default async function MailboxPage() {
  const { api } = await localPage()
  return (
    <PageFrame title="Mailbox" lead="On this machine no mail goes out: what would be sent stands here." narrow>
      <Loaded what="the mails" load={() => api.local.mails()}>
        {(mails) =>
          mails.length === 0 ? (
            <Empty title="No mail yet">Ask for a staff sign-in link, and it appears here.</Empty>
          ) : (
            mails.map(({ id, to, subject, text, queuedAt }) => (
              <Card key={id}>
                <Heading>{subject}</Heading>
                <p className="mb-3 text-soft">
                  To {to}, <When instant={queuedAt} />
                </p>
                <p className="break-words whitespace-pre-wrap">
                  {text.split(LINK).map((part) =>
                    LINK.test(part) ? (
                      <a key={part} href={part} className="break-all underline underline-offset-4">
                        {part}
                      </a>
                    ) : (
                      part
                    ),
                  )}
                </p>
              </Card>
            ))
          )
        }
      </Loaded>
    </PageFrame>
  )
}
