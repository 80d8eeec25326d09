import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { StaffKey } from '@/domains/identity/ui/staff-key'
import { ownPath } from '@/kit/own-path'
import { type Asked, given, memberPage } from '@/server/page'
import { hasRole, STAFF_ROLES } from '@/server/viewer'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'

export const metadata: Metadata = { title: 'Passkey' }

/** The passkey of staff: made after the first sign-in, shown at every later one by mail. */
export default async function KeyPage({ searchParams }: { searchParams: Asked }) {
  const next = ownPath((await given(searchParams)).next) ?? '/staff'
  const { api, viewer } = await memberPage('/sign-in/key')
  if (!hasRole(viewer, ...STAFF_ROLES)) redirect('/account')
  return (
    <PageFrame title="Passkey" lead="Staff show a passkey, because they see what belongs to others." narrow>
      <Loaded what="your keys" load={() => api.identity.keys()}>
        {({ keys, ...standing }) => (
          <StaffKey {...standing} hasKeys={keys.length > 0} next={next.startsWith('/sign-in') ? '/staff' : next} />
        )}
      </Loaded>
    </PageFrame>
  )
}
