import type { Metadata } from 'next'
import { LaunchConsole } from '@/domains/raises/ui/console'
import { RaiseIsland } from '@/domains/raises/ui/island'
import { memberPage, orNotFound } from '@/server/page'
import { Alert } from '@/ui/badge'
import { ButtonLink } from '@/ui/button'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'

export const metadata: Metadata = { title: 'Your raise' }

/** From the approved application to the open raise. Where it stands is read from the chain itself, so that comes later. */
export default async function RaiseConsolePage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  const { api, now } = await memberPage(`/apply/${id}/raise`)
  const { title, listing } = await orNotFound(api.projects.application({ applicationId: id }))
  const frame = {
    title: `The raise of ${title || 'a project without a title'}`,
    lead: 'From the approved application to an open raise. Each step is one transaction that your wallet signs.',
    narrow: true,
  }
  if (!listing) {
    return (
      <PageFrame {...frame} back={{ href: `/apply/${id}`, label: 'The application' }}>
        <Alert title="The application is not approved yet">
          When two people have approved it, you make the token and create the raise here.
        </Alert>
      </PageFrame>
    )
  }
  return (
    <PageFrame
      {...frame}
      back={{ href: `/projects/${listing.slug}`, label: 'The public page' }}
      actions={
        <ButtonLink look="secondary" href={`/apply/${id}/bounties`}>
          Bounties
        </ButtonLink>
      }
    >
      <Loaded what="where the raise stands on the chain" load={() => api.raises.console({ projectId: id })}>
        {(console) => (
          <RaiseIsland>
            <LaunchConsole console={console} now={now} />
          </RaiseIsland>
        )}
      </Loaded>
    </PageFrame>
  )
}
