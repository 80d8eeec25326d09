import type { Metadata } from 'next'
import { cache } from 'react'
import { OperatorStatusCard } from '@/domains/compliance/ui/operator-status'
import { Events } from '@/domains/reputation/ui/events'
import { Formula } from '@/domains/reputation/ui/formula'
import { Scores } from '@/domains/reputation/ui/scores'
import { orNotFound, publicPage } from '@/server/page'
import { PageFrame } from '@/ui/page'

export const dynamic = 'force-dynamic'

type Params = { params: Promise<{ wallet: string }> }

/** Once a request: the page and its title ask for the same. */
const load = cache(async (wallet: string) => {
  const { api, now } = await publicPage()
  const profile = await orNotFound(api.reputation.profile({ wallet }))
  return { profile, status: await orNotFound(api.compliance.walletStatus({ wallet })), now }
})

const short = (wallet: string): string => `${wallet.slice(0, 4)}…${wallet.slice(-4)}`

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const { profile } = await load((await params).wallet)
  return { title: `Wallet ${short(profile.wallet)}` }
}

/** What everybody may see of a wallet whose owner shows it. No person stands here. */
export default async function OperatorPage({ params }: Params) {
  const { profile, status, now } = await load((await params).wallet)
  return (
    <PageFrame
      title={`Wallet ${short(profile.wallet)}`}
      back={{ href: '/operators', label: 'Operators' }}
      lead="What this wallet kept and broke here, and the scores that follow from it."
      actions={
        <a href={`/api/reputation/${profile.wallet}`} download className="text-brand underline underline-offset-4">
          Export as JSON
        </a>
      }
    >
      <OperatorStatusCard wallet={profile.wallet} status={status} now={now} />
      <Scores scores={profile.scores} />
      <Formula at={profile.at} />
      <Events events={profile.events} total={profile.total} />
    </PageFrame>
  )
}
