'use client'
import { formatInstant } from '@/kit/time'
import { Alert, Empty } from '@/ui/badge'
import { Button } from '@/ui/button'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { When } from '@/ui/when'
import { useAct } from './use-act'

type OpenPermit = {
  personId: string
  name: string
  kind: 'passkey' | 'recovery'
  until: string | null
  proposedBy: string
  proposedAt: Date
  mayDecide: boolean
}

/** What is proposed about keys of staff and waits for a second person. */
export function KeyPermits(props: { permits: readonly OpenPermit[]; now: Date }) {
  return (
    <TrpcProvider>
      <List {...props} />
    </TrpcProvider>
  )
}

function List({ permits, now }: { permits: readonly OpenPermit[]; now: Date }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const decide = (personId: string, confirm: boolean) =>
    run(personId, () => trpc.identity.decideKeyPermit.mutate({ personId, confirm }))
  if (permits.length === 0)
    return <Empty title="Nothing waits">Invitations to a new passkey, and recoveries, wait here.</Empty>
  return (
    <div className="grid gap-3">
      {error && <Alert tone="bad" title={error} />}
      <ul className="divide-y divide-line">
        {permits.map(({ personId, name, kind, until, proposedBy, proposedAt, mayDecide }) => (
          <li key={personId} className="flex flex-wrap items-center justify-between gap-3 py-3">
            <div>
              <p>
                {kind === 'passkey' ? 'A new passkey for ' : 'One-time codes for '}
                <strong>{name}</strong>
                {until && `, until ${formatInstant(new Date(until))}`}
              </p>
              <p className="text-sm text-soft">
                Proposed by {proposedBy}, <When instant={proposedAt} now={now} />
                {kind === 'passkey' && '. The passkeys they have end, and they are signed out.'}
              </p>
            </div>
            {mayDecide ? (
              <div className="flex gap-2">
                <Button busy={busy === personId} onClick={() => decide(personId, true)}>
                  Confirm
                </Button>
                <Button look="secondary" disabled={busy !== null} onClick={() => decide(personId, false)}>
                  Refuse
                </Button>
              </div>
            ) : (
              <p className="text-soft">An admin or checker who did not propose it decides.</p>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}
