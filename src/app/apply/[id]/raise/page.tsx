import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { LaunchConsole } from '@/domains/raises/ui/console'
import { RaiseIsland } from '@/domains/raises/ui/island'
import { id as idShape } from '@/kit/shapes'
import { memberPage } from '@/server/page'
import { PageFrame } from '@/ui/page'

export const metadata: Metadata = { title: 'Your raise' }

export default async function RaiseConsolePage({ params }: { params: Promise<{ id: string }> }) {
  const parsed = idShape.safeParse((await params).id)
  if (!parsed.success) notFound()
  const projectId = parsed.data
  const { api, now } = await memberPage(`/apply/${projectId}/raise`)
  const console = await api.raises.console({ projectId })
  return (
    <PageFrame
      title={`The raise of ${console.project.title}`}
      lead="From the approved application to an open raise. Each step is one transaction that your wallet signs."
      back={{ href: `/projects/${console.project.slug}`, label: 'The public page' }}
      narrow
    >
      <RaiseIsland>
        <LaunchConsole console={console} now={now} />
      </RaiseIsland>
    </PageFrame>
  )
}
