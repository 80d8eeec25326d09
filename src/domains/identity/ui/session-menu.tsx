'use client'
import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { Button, ButtonLink } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Link } from '@/ui/link'
import { TrpcProvider, useTRPC } from '@/ui/trpc'
import { TryAs } from './try-as'

const ShowKey = dynamic(() => import('./show-key').then((module) => module.ShowKey), { ssr: false })
const TimeBar = dynamic(() => import('@/ui/local/time-bar').then((module) => module.TimeBar), { ssr: false })

/** Who is signed in, at the top of every page: an island that loads after the page, which is the same for everybody. */
export function SessionMenu() {
  return (
    <TrpcProvider>
      <Menu />
    </TrpcProvider>
  )
}

function Menu() {
  const trpc = useTRPC()
  const me = useQuery(trpc.identity.me.queryOptions())
  // Who is here is not known yet: "Sign in" would be wrong for half of the visitors, and jump for all of them.
  if (me.isPending) return <span aria-hidden className="block h-11 w-24 animate-pulse rounded-lg bg-sunken" />
  if (me.isError) {
    return (
      <ButtonLink href="/sign-in" look="secondary" prefetch={false}>
        Sign in
      </ButtonLink>
    )
  }
  const { viewer, local, notices } = me.data
  return (
    <div className="flex flex-wrap items-center justify-end gap-2 max-sm:gap-1">
      {local && <TryItAs aside={viewer !== null} />}
      {viewer ? <Person name={viewer.displayName} roles={viewer.roles} notices={notices} /> : <SignInLink />}
      {local && <TimeBar />}
    </div>
  )
}

const SignInLink = () => (
  <ButtonLink href="/sign-in" look="secondary" prefetch={false}>
    Sign in
  </ButtonLink>
)

/** `aside`: somebody is signed in already, and a phone has no room for it beside their name. */
const TryItAs = ({ aside }: { aside: boolean }) => (
  <Dialog
    title="Try it as…"
    trigger={
      <Button look="quiet" className={aside ? 'max-sm:hidden' : ''}>
        Try it as…
      </Button>
    }
  >
    <p className="mb-3 text-soft">These people exist on this machine only. One click signs you in as any of them.</p>
    <TryAs />
  </Dialog>
)

function Person({ name, roles, notices }: { name: string; roles: readonly string[]; notices: number }) {
  const isStaff = roles.some((role) => role === 'reviewer' || role === 'checker' || role === 'admin')
  return (
    <>
      {notices > 0 && (
        <Link href="/portfolio" prefetch={false} className="px-2 py-2 font-medium text-brand underline max-sm:px-1">
          {notices} new
          <span className="sr-only"> {notices === 1 ? 'notice' : 'notices'} for you</span>
        </Link>
      )}
      {isStaff && (
        <Link href="/staff" prefetch={false} className="px-2 py-2 underline-offset-4 hover:underline max-sm:px-1">
          Staff
        </Link>
      )}
      {isStaff && <ShowKey />}
      <Link
        href="/account"
        prefetch={false}
        aria-label={`Account of ${name}`}
        className="max-w-40 truncate px-2 py-2 font-medium underline-offset-4 hover:underline max-sm:max-w-28 max-sm:px-1"
      >
        {name}
      </Link>
      <SignOut />
    </>
  )
}

function SignOut() {
  const [busy, setBusy] = useState(false)
  const leave = async () => {
    setBusy(true)
    const [{ signOut }, { forgetDemoKey }] = await Promise.all([
      import('next-auth/react'),
      import('@/chain/wallets/demo'),
    ])
    await signOut({ redirect: false })
    forgetDemoKey()
    location.assign('/')
  }
  return (
    <Button look="quiet" className="max-sm:px-1" busy={busy} onClick={leave}>
      Sign out
    </Button>
  )
}
