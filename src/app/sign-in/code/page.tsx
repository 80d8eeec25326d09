import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { OneTimeCode } from '@/domains/identity/ui/one-time-code'
import { ownPath } from '@/kit/own-path'
import { memberPage } from '@/server/page'
import { hasRole, STAFF_ROLES } from '@/server/viewer'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'

export const metadata: Metadata = { title: 'One-time code' }

/** The second factor of staff: set up at the first sign-in, asked for at every later one. */
export default async function CodePage({ searchParams }: { searchParams: Promise<{ next?: string }> }) {
  const { next } = await searchParams
  const { api, viewer } = await memberPage('/sign-in/code')
  if (!hasRole(viewer, ...STAFF_ROLES)) redirect('/account')
  return (
    <PageFrame title="One-time code" lead="Staff show a second factor, because they see what belongs to others." narrow>
      <Loaded what="your authenticator" load={() => api.identity.isEnrolled()}>
        {(enrolled) => <OneTimeCode enrolled={enrolled} next={ownPath(next) ?? '/staff'} />}
      </Loaded>
    </PageFrame>
  )
}
