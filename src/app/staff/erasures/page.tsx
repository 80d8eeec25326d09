import type { Metadata } from 'next'
import { HeldErasures } from '@/domains/vault/ui/held-erasures'
import { staffPage } from '@/server/page'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'

export const metadata: Metadata = { title: 'Held erasures' }

/** What somebody asked us to delete and the law to keep. */
export default async function ErasuresPage() {
  const { api, now } = await staffPage('/staff/erasures', 'checker')
  return (
    <PageFrame
      title="Held erasures"
      lead="Data that their owners want deleted and that are kept for now. Nobody can look at them; when the time is over they go by themselves."
      back={{ href: '/staff', label: 'Staff' }}
    >
      <Loaded what="held erasures" load={() => api.erasure.held()}>
        {(requests) => <HeldErasures requests={requests} now={now} />}
      </Loaded>
    </PageFrame>
  )
}
