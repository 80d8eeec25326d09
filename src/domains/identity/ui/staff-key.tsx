'use client'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Alert } from '@/ui/badge'
import { Card, Heading } from '@/ui/card'
import { useHydrated } from '@/ui/hydrated'
import { TrpcProvider, useTRPC } from '@/ui/trpc'
import { When } from '@/ui/when'
import { AddKey } from './add-key'
import { DemoKey, useIsDemo } from './demo-key'
import { OneTimeCode } from './one-time-code'
import { KeyButton } from './show-key'

type Standing = { hasKeys: boolean; invitedUntil: Date | null; recoveryUntil: Date | null; isEnrolled: boolean }

/** The way into the staff's pages after a mailed link: the passkey, a first one by invitation, or a code while a recovery lasts. */
export function StaffKey(props: Standing & { next: string }) {
  return (
    <TrpcProvider>
      <Ways {...props} />
    </TrpcProvider>
  )
}

/**
 * Whether the staff's pages were open all along, as this page was loaded: who comes by a link of another site, such as a mail's, comes
 * without the staff's cookie.
 */
function useWasOpen(): boolean | 'asking' {
  const me = useQuery(useTRPC().identity.me.queryOptions())
  const [wasOpen, setWasOpen] = useState<boolean | 'asking'>('asking')
  if (!me.isPending && wasOpen === 'asking') setWasOpen(me.data?.viewer?.secondFactorAt != null)
  return wasOpen
}

function Ways({ hasKeys, invitedUntil, recoveryUntil, isEnrolled, next }: Standing & { next: string }) {
  const [enrolling, setEnrolling] = useState(false)
  const isDemo = useIsDemo()
  const wasOpen = useWasOpen()
  useEffect(() => {
    if (wasOpen === true) location.replace(next)
  }, [wasOpen, next])
  if (!useHydrated() || wasOpen !== false) return <p role="status">One moment…</p>
  const goOn = () => location.assign(next)
  return (
    <>
      {isDemo && (
        <Card>
          <Heading>You were away</Heading>
          <DemoKey onShown={goOn} />
        </Card>
      )}
      {hasKeys && !enrolling && (
        <Card>
          <Heading>Your passkey</Heading>
          <KeyButton act={null} onShown={goOn} />
        </Card>
      )}
      {!hasKeys && invitedUntil && (
        <Card>
          <Heading>Make your first passkey</Heading>
          <p className="mb-4">
            A passkey is kept by this device or a security key, and opened by your finger, face or PIN. You can make it
            until <When instant={invitedUntil} />.
          </p>
          <AddKey onAdded={goOn} />
        </Card>
      )}
      {recoveryUntil && (
        <Card>
          <Heading>One-time code</Heading>
          <p className="mb-4">
            Two colleagues allowed you codes until <When instant={recoveryUntil} />. After that only a passkey counts.
          </p>
          <OneTimeCode enrolled={isEnrolled} next={next} onBegin={() => setEnrolling(true)} />
        </Card>
      )}
      {!hasKeys && !invitedUntil && !recoveryUntil && !isDemo && (
        <Alert tone="bad" title="There is no way in for you yet">
          Staff enter with a passkey, and the time to make your first one is over. Ask an admin: under People they
          propose a fresh invitation, and another person confirms it.
        </Alert>
      )}
    </>
  )
}
