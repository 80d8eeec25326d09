'use client'
import { Alert, Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { When } from '@/ui/when'
import { AddKey } from './add-key'
import { useAct } from './use-act'

type OwnKey = { id: string; name: string; addedAt: Date; usedAt: Date | null; backedUp: boolean }

/** A member of staff's passkeys; another one can join them, and one that is not the last can go. */
export function OwnKeys({ keys }: { keys: readonly OwnKey[] }) {
  return (
    <TrpcProvider>
      <List keys={keys} />
    </TrpcProvider>
  )
}

function List({ keys }: { keys: readonly OwnKey[] }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  return (
    <div className="grid gap-4">
      {error && <Alert tone="bad" title={error} />}
      <ul className="divide-y divide-line">
        {keys.map(({ id, name, addedAt, usedAt, backedUp }) => (
          <li key={id} className="flex flex-wrap items-center justify-between gap-2 py-2">
            <div>
              <p>
                {name} {backedUp && <Badge>copied to your account with its maker</Badge>}
              </p>
              <p className="text-sm text-soft">
                Added <When instant={addedAt} />
                {usedAt && (
                  <>
                    , last shown <When instant={usedAt} />
                  </>
                )}
              </p>
            </div>
            {keys.length > 1 && (
              <Button
                look="quiet"
                busy={busy === id}
                onClick={() => run(id, () => trpc.identity.removePasskey.mutate({ passkeyId: id }))}
              >
                Remove<span className="sr-only"> {name}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      <p className="text-soft">A second passkey in another device is a way in when this one is lost.</p>
      <AddKey onAdded={() => void run('added', async () => undefined)} />
    </div>
  )
}
