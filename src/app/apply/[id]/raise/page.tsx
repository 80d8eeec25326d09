import type { Metadata } from 'next'
import { LaunchConsole } from '@/domains/raises/ui/console'
import { RaiseIsland } from '@/domains/raises/ui/island'
import { MilestoneConsole } from '@/domains/rounds/ui/milestone-console'
import { Refusal } from '@/kit/refusal'
import { memberPage, orNotFound, orRefusal } from '@/server/page'
import { Alert } from '@/ui/badge'
import { ButtonLink } from '@/ui/button'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'

export const metadata: Metadata = { title: 'Your raise' }

/** The payment that can be decided now; its end is known. */
function nextOf(tranches: readonly { index: number; open: boolean; approveBy: Date | null }[]) {
  const next = tranches.find(({ open }) => open)
  return next?.approveBy ? { index: next.index, approveBy: next.approveBy } : null
}

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
      <Loaded
        what="where the raise stands on the chain"
        load={() =>
          Promise.all([
            orRefusal(api.raises.console({ projectId: id }), 'raises.chainUnavailable'),
            api.milestones.own({ projectId: id }),
          ])
        }
      >
        {([console, milestones]) =>
          console instanceof Refusal ? (
            <Alert tone="bad" title={console.message} />
          ) : (
            <>
              <RaiseIsland>
                <LaunchConsole console={console} now={now} />
              </RaiseIsland>
              <MilestoneConsole
                {...{ projectId: id, ...milestones, asset: console.payment, now }}
                next={nextOf(console.tranches)}
              />
            </>
          )
        }
      </Loaded>
    </PageFrame>
  )
}
