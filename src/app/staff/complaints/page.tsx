import type { Metadata } from 'next'
import { Register } from '@/domains/complaints/ui/register'
import { staffPage } from '@/server/page'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'

export const metadata: Metadata = { title: 'Register of complaints' }

/** Every complaint but those that are about who looks, with its times. */
export default async function ComplaintRegisterPage() {
  const { api, now } = await staffPage('/staff/complaints', 'reviewer', 'checker')
  return (
    <PageFrame
      title="Complaints"
      lead="What waits stands first, by when it is due. What is about you is not shown to you."
      back={{ href: '/staff', label: 'Staff' }}
    >
      <Loaded what="the register" load={() => api.complaints.register()}>
        {(complaints) => <Register complaints={complaints} now={now} />}
      </Loaded>
    </PageFrame>
  )
}
