import type { Metadata } from 'next'
import { FollowLink } from '@/domains/identity/ui/follow-link'
import { publicPage } from '@/server/page'
import { PageFrame } from '@/ui/page'

export const metadata: Metadata = { title: 'Sign in by mail' }
export const dynamic = 'force-dynamic'

/** Where a mailed link leads. What it carries stands behind `#` and reaches the server only by the click. */
export default async function SignInLinkPage() {
  await publicPage()
  return (
    <PageFrame title="Sign in by mail" narrow>
      <FollowLink />
    </PageFrame>
  )
}
