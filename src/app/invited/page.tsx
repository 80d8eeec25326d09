import type { Metadata } from 'next'
import { Invitation } from '@/domains/companies/ui/invitation'
import { publicPage } from '@/server/page'
import { PageFrame } from '@/ui/page'

export const metadata: Metadata = { title: 'You are asked to verify who you are' }
export const dynamic = 'force-dynamic'

/** Where a mailed invitation leads. What it carries stands behind `#` and reaches the server only by a click. */
export default async function InvitedPage() {
  await publicPage()
  return (
    <PageFrame title="You are asked to verify who you are" narrow>
      <Invitation />
    </PageFrame>
  )
}
