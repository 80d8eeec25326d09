import type { Metadata } from 'next'
import { ProfileList } from '@/domains/reputation/ui/profile-list'
import { type Asked, given, publicPage } from '@/server/page'
import { Empty } from '@/ui/badge'
import { Link } from '@/ui/link'
import { PageFrame } from '@/ui/page'

export const metadata: Metadata = { title: 'Operators' }
export const dynamic = 'force-dynamic'

const WALLET = /^[1-9A-HJ-NP-Za-km-z]{32,44}$/

export default async function OperatorsPage({ searchParams }: { searchParams: Asked }) {
  const { api } = await publicPage()
  const { after } = await given(searchParams)
  // What is no address starts at the beginning.
  const from = after && WALLET.test(after) ? after : undefined
  const { profiles, next } = await api.reputation.list(from ? { after: from } : {})
  return (
    <PageFrame
      title="Operators"
      lead="Wallets whose owners chose to show what they kept and what they broke. Nobody is listed who did not ask for it."
    >
      {profiles.length === 0 ? (
        <Empty title="Nobody shows a profile yet">Members show a wallet of theirs on their account page.</Empty>
      ) : (
        <ProfileList profiles={profiles} />
      )}
      {next && (
        <p>
          <Link href={`/operators?after=${next}`} className="text-brand underline underline-offset-4">
            More operators
          </Link>
        </p>
      )}
    </PageFrame>
  )
}
