import type { Metadata } from 'next'
import { AllocationTable } from '@/domains/rounds/ui/allocation-table'
import { DirectPayment, Lists, Payouts, Trust } from '@/domains/rounds/ui/payouts'
import { RoundActs } from '@/domains/rounds/ui/round-acts'
import { RoundBadge, SheetCard, WAY_WORDS } from '@/domains/rounds/ui/sheet'
import { orNotFound, staffPage } from '@/server/page'
import { Heading } from '@/ui/card'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'

export const metadata: Metadata = { title: 'Bonus round (staff)' }

export default async function StaffRoundPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  const { api } = await staffPage(`/staff/bonus/${id}`, 'reviewer', 'checker', 'admin')
  const round = await orNotFound(api.rounds.forStaff({ roundId: id }))
  return (
    <PageFrame
      title={round.title}
      back={{ href: '/staff/bonus', label: 'Bonus rounds' }}
      actions={<RoundBadge state={round.state} phase={round.phase} />}
    >
      <RoundActs
        roundId={id}
        state={round.state}
        phase={round.phase}
        allocationDigest={round.allocationDigest}
        way={round.allocation?.way ?? null}
      />
      <SheetCard sheet={round.sheet} digest={round.sheetDigest} names={round.names} />
      <section>
        <Heading>{round.allocation ? 'Allocation' : 'Preview: what it would be now'}</Heading>
        <Loaded
          what="the allocation"
          load={async () => round.allocation ?? (await api.rounds.preview({ roundId: id }))}
        >
          {(shown) => (
            <>
              <p className="mb-3 text-soft">
                From positions at finalized slot {shown.slot.toString()}.
                {round.allocation && ` ${WAY_WORDS[round.allocation.way]}`}
              </p>
              <AllocationTable allocation={shown} names={round.names} />
            </>
          )}
        </Loaded>
      </section>
      <Lists lists={round.lists} />
      {round.direct && <DirectPayment direct={round.direct} />}
      {round.payouts.length > 0 && (
        <Payouts payouts={round.payouts} names={round.names} way={round.direct ? 'direct' : 'list'} />
      )}
      <Trust way={round.allocation?.way ?? null} />
    </PageFrame>
  )
}
