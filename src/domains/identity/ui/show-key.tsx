'use client'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { askForKeysWith } from '@/ui/step-up'
import { useTRPC, useTRPCClient } from '@/ui/trpc'
import { DemoKey, useIsDemo } from './demo-key'
import { CodeForm } from './one-time-code'
import { keyFor, keyProblem } from './passkey'

/** Waits on every page of staff, and asks for a key whenever an act needs one. The act goes on by itself afterwards. */
export function ShowKey() {
  const [act, setAct] = useState<string | null>(null)
  const settle = useRef<(shown: boolean) => void>(() => undefined)
  useEffect(() => {
    askForKeysWith(
      (asked) =>
        new Promise((resolve) => {
          // One that is still open gives way: its act stays undone.
          settle.current(false)
          settle.current = resolve
          setAct(asked)
        }),
    )
  }, [])
  const close = (shown: boolean) => {
    settle.current(shown)
    settle.current = () => undefined
    setAct(null)
  }
  return (
    <Dialog title="Is it you?" open={act !== null} onOpenChange={(open) => !open && close(false)}>
      {act !== null && <Ways act={act} onShown={() => close(true)} />}
    </Dialog>
  )
}

/** The key, or a one-time code while two colleagues allow it. */
function Ways({ act, onShown }: { act: string; onShown: () => void }) {
  const trpc = useTRPC()
  const keys = useQuery(trpc.identity.keys.queryOptions())
  const isDemo = useIsDemo()
  if (keys.isPending) return <p role="status">One moment…</p>
  if (keys.isError) return <Alert tone="bad" title="The site does not answer. Close this and try again." />
  const { recoveryUntil, isEnrolled } = keys.data
  return (
    <div className="grid gap-4">
      <p>This act counts for others, so show your passkey for it. It then goes on by itself.</p>
      {isDemo && <DemoKey onShown={onShown} />}
      {keys.data.keys.length > 0 && <KeyButton act={act} onShown={onShown} />}
      {recoveryUntil && isEnrolled && <CodeForm enrolled act={act} onEntered={onShown} />}
    </div>
  )
}

/** Shows a passkey for an act, or (`null`) to enter the staff's pages. */
export function KeyButton({ act, onShown }: { act: string | null; onShown: () => void }) {
  const client = useTRPCClient()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const show = async () => {
    setBusy(true)
    setError(null)
    try {
      const answer = await keyFor(await client.identity.askForKey.mutate({ act }))
      await client.identity.showKey.mutate({ answer })
      return onShown()
    } catch (caught) {
      setError(keyProblem(caught))
    }
    setBusy(false)
  }
  return (
    <div className="grid justify-items-start gap-3">
      {error && <Alert tone="bad" title={error} />}
      <Button busy={busy} onClick={show}>
        Show my passkey
      </Button>
    </div>
  )
}
