'use client'
import { useQuery } from '@tanstack/react-query'
import { signIn } from 'next-auth/react'
import { useState } from 'react'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { useTRPC } from '@/ui/trpc'

/** Whether somebody of the demo world is here, for whom one click stands for a passkey. */
export function useIsDemo(): boolean {
  const me = useQuery(useTRPC().identity.me.queryOptions())
  return me.data?.viewer?.steppedUp === 'every act'
}

/** The one click by which somebody of the demo world goes on as staff. */
export function DemoKey({ onShown }: { onShown: () => void }) {
  const me = useQuery(useTRPC().identity.me.queryOptions())
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle')
  const personId = me.data?.viewer?.personId
  if (!personId) return null
  const goOn = async () => {
    setState('busy')
    const answer = await signIn('demo', { personId, redirect: false })
    setState(answer?.ok ? 'idle' : 'failed')
    if (answer?.ok) onShown()
  }
  return (
    <div className="grid justify-items-start gap-3">
      {state === 'failed' && <Alert tone="bad" title="The site did not answer. Try again in a moment." />}
      <p>You are somebody of the demo world on this machine, so one click stands for a passkey.</p>
      <Button busy={state === 'busy'} onClick={goOn}>
        Go on
      </Button>
    </div>
  )
}
