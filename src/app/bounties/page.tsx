import type { Metadata } from 'next'
import { BountyList } from '@/domains/rounds/ui/bounty-list'
import { publicPage } from '@/server/page'
import { Empty } from '@/ui/badge'
import { PageFrame } from '@/ui/page'

export const metadata: Metadata = { title: 'Bounties' }
export const dynamic = 'force-dynamic'

export default async function BountiesPage() {
  const { api, now } = await publicPage()
  const rounds = await api.bounties.list()
  return (
    <PageFrame
      title="Bounties"
      lead="Tasks of projects, paid in their own tokens. The pool is paid in before a task opens, and auditors are drawn by chance."
    >
      {rounds.length === 0 && (
        <Empty title="No task is open yet">A listed project can open one; two people look at its rules before.</Empty>
      )}
      <BountyList {...{ rounds, now }} path="/bounties" />
    </PageFrame>
  )
}
