'use client'
import { Alert, Empty } from '@/ui/badge'
import { Button } from '@/ui/button'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { When } from '@/ui/when'
import { useAct } from './use-act'

type OpenChange = {
  id: string
  role: string
  kind: 'grant' | 'revoke'
  person: { id: string; displayName: string }
  proposedByName: string
  proposedAt: Date
  mayDecide: boolean
}

/** Changes of staff roles that wait for a second person. */
export function RoleChanges(props: { changes: readonly OpenChange[]; now: Date }) {
  return (
    <TrpcProvider>
      <List {...props} />
    </TrpcProvider>
  )
}

function List({ changes, now }: { changes: readonly OpenChange[]; now: Date }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const decide = (changeId: string, confirm: boolean) =>
    run(changeId, () => trpc.identity.decideRole.mutate({ changeId, confirm }))
  if (changes.length === 0)
    return <Empty title="Nothing waits">A proposed change stands here until it is decided.</Empty>
  return (
    <div className="grid gap-3">
      {error && <Alert tone="bad" title={error} />}
      <ul className="divide-y divide-line">
        {changes.map(({ id, role, kind, person, proposedByName, proposedAt, mayDecide }) => (
          <li key={id} className="flex flex-wrap items-center justify-between gap-3 py-3">
            <div>
              <p>
                {kind === 'grant' ? 'Make' : 'No longer have'} <strong>{person.displayName}</strong>{' '}
                {kind === 'grant' ? `a ${role}` : `as ${role}`}
              </p>
              <p className="text-sm text-soft">
                Proposed by {proposedByName}, <When instant={proposedAt} now={now} />
              </p>
            </div>
            {mayDecide ? (
              <div className="flex gap-2">
                <Button busy={busy === id} onClick={() => decide(id, true)}>
                  Confirm
                </Button>
                <Button look="secondary" disabled={busy !== null} onClick={() => decide(id, false)}>
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
