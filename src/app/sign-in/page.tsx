import type { Metadata } from 'next'
import { SignIn } from '@/domains/identity/ui/sign-in'
import { ownPath } from '@/kit/own-path'
import { type Asked, given, publicPage } from '@/server/page'
import { Alert } from '@/ui/badge'
import { PageFrame } from '@/ui/page'

export const metadata: Metadata = { title: 'Sign in' }
export const dynamic = 'force-dynamic'

const PROBLEMS = new Map([
  ['Verification', 'This link was used before, or is older than 15 minutes. Ask for another one below.'],
  ['TooMany', 'There were too many attempts from your network. Wait five minutes, then try again.'],
  ['AccessDenied', 'This link belongs to nobody who signs in by mail.'],
])

/** The ways in. `next` is where the person wanted to go; a path of this site only. */
export default async function SignInPage({ searchParams }: { searchParams: Asked }) {
  const [{ next, error }] = await Promise.all([given(searchParams), publicPage()])
  return (
    <PageFrame
      title="Sign in"
      lead="Members sign in with a wallet, staff with a passkey; who was invited, with an e-mail link."
      narrow
    >
      {error && (
        <Alert tone="bad" title="Not signed in">
          {PROBLEMS.get(error) ?? 'Something went wrong. Nothing was done; try again.'}
        </Alert>
      )}
      <SignIn next={ownPath(next) ?? '/'} />
    </PageFrame>
  )
}
