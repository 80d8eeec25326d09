'use client'
import { Alert, Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { When } from '@/ui/when'
import { useAct } from './use-act'

type OpenSession = {
  id: string
  method: keyof typeof BY
  startedAt: Date
  expiresAt: Date
  current: boolean
}

const BY = { wallet: 'by wallet', email: 'by e-mail link', demo: 'by one click', passkey: 'with a passkey' } as const

/** The browsers in which a person is signed in; each can be ended from here. */
export function Sessions({ sessions }: { sessions: readonly OpenSession[] }) {
  return (
    <TrpcProvider>
      <List sessions={sessions} />
    </TrpcProvider>
  )
}

function List({ sessions }: { sessions: readonly OpenSession[] }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  return (
    <div className="grid gap-4">
      {error && <Alert tone="bad" title={error} />}
      <ul className="divide-y divide-line">
        {sessions.map(({ id, method, startedAt, expiresAt, current }) => (
          <li key={id} className="flex flex-wrap items-center justify-between gap-2 py-2">
            <div>
              <p>
                Signed in {BY[method]}, <When instant={startedAt} />{' '}
                {current && <Badge tone="brand">this browser</Badge>}
              </p>
              <p className="text-sm text-soft">
                Ends by itself <When instant={expiresAt} />
              </p>
            </div>
            {!current && (
              <Button
                look="quiet"
                aria-label={`End the session of ${startedAt.toISOString()}`}
                busy={busy === id}
                onClick={() => run(id, () => trpc.identity.endSession.mutate({ sessionId: id }))}
              >
                End
              </Button>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <Button
          look="secondary"
          className="justify-self-start"
          busy={busy === 'others'}
          onClick={() => run('others', () => trpc.identity.endOtherSessions.mutate())}
        >
          End all others
        </Button>
      )}
    </div>
  )
}
