import type { Metadata } from 'next'
import { BountyForm } from '@/domains/rounds/ui/bounty-form'
import { BountyList } from '@/domains/rounds/ui/bounty-list'
import { memberPage, orNotFound } from '@/server/page'
import { Alert, Empty } from '@/ui/badge'
import { PageFrame } from '@/ui/page'

export const metadata: Metadata = { title: 'Your bounties' }

export default async function OwnBountiesPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  const path = `/apply/${id}/bounties`
  const { api, now } = await memberPage(path)
  const { title, slug, token, rounds } = await orNotFound(api.bounties.ofProject({ projectId: id }))
  return (
    <PageFrame
      title={`Bounties of ${title}`}
      lead="Tasks that you pay in your own token; network fees are paid in KOII."
      back={{ href: `/projects/${slug}`, label: 'The public page' }}
    >
      {rounds.length === 0 && <Empty title="No task yet">Define the first one below.</Empty>}
      <BountyList {...{ rounds, path, now }} />
      {token ? (
        <BountyForm projectId={id} symbol={token.symbol} path={path} />
      ) : (
        <Alert title="Your project has no token yet">
          Make it on the page of your raise first; a bounty is paid in it.
        </Alert>
      )}
    </PageFrame>
  )
}
