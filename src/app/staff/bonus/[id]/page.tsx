import type { Metadata } from 'next'
import { confirmation, nextYes, type Staff } from '@/domains/rounds/rules/two-people'
import { AllocationTable } from '@/domains/rounds/ui/allocation-table'
import { BonusActs } from '@/domains/rounds/ui/bonus-acts'
import { BonusDetail, type BonusRound, recipientsOf } from '@/domains/rounds/ui/bonus-detail'
import { AnswerObjections } from '@/domains/rounds/ui/bonus-objections'
import { BonusBadge } from '@/domains/rounds/ui/bonus-sheet'
import { DirectPayment, Lists, Payouts, Trust } from '@/domains/rounds/ui/payouts'
import { RoundActs } from '@/domains/rounds/ui/round-acts'
import { RoundBadge, SheetCard, WAY_WORDS } from '@/domains/rounds/ui/sheet'
import { orNotFound, orNull, staffPage } from '@/server/page'
import { hasRole } from '@/server/viewer'
import { Heading } from '@/ui/card'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'

export const metadata: Metadata = { title: 'Bonus round (staff)' }

export default async function StaffRoundPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  const { api, viewer } = await staffPage(`/staff/bonus/${id}`, 'reviewer', 'checker', 'admin')
  const engine = await orNull(api.bonus.forStaff({ roundId: id }))
  const canVoid = hasRole(viewer, 'admin')
  const staff = { personId: viewer.personId, isChecker: hasRole(viewer, 'checker') }
  if (engine) return <EngineRound {...{ round: engine, canVoid, staff }} />
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
        canVoid={canVoid}
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

/** A round of the engine; the others are of before it. */
function EngineRound({ round, canVoid, staff }: { round: BonusRound; canVoid: boolean; staff: Staff }) {
  const titleOf = (recipient: string) => round.names[recipient] ?? recipient
  const yesTo = (subject: string, digest: string | null) => {
    const said = round.yes.filter((one) => one.subject === subject && one.digest === digest)
    return {
      count: said.length,
      own: nextYes(
        said.map(({ personId }) => personId),
        staff,
      ),
    }
  }
  // Nobody is excluded twice, not even after an objection that was upheld.
  const included = recipientsOf(round).filter(({ id }) => !round.exclusions.some(({ recipient }) => recipient === id))
  const open = round.objections.filter(({ confirmedAt }) => confirmedAt === null)
  return (
    <PageFrame
      title={round.title}
      back={{ href: '/staff/bonus', label: 'Bonus rounds' }}
      actions={<BonusBadge state={round.state} isApproved={round.isApproved} />}
    >
      <BonusDetail round={round}>
        <BonusActs
          canVoid={canVoid}
          {...{ roundId: round.id, state: round.state, isApproved: round.isApproved, isListFixed: round.isListFixed }}
          {...{ sheetDigest: round.sheetDigest, listDigest: round.listDigest, recipients: included }}
          yes={{ sheet: yesTo('sheet', round.sheetDigest), list: yesTo('list', round.listDigest) }}
          exclusions={round.exclusions
            .filter(({ confirmedAt }) => confirmedAt === null)
            .map(({ id, recipient, reason, proposedBy }) => ({
              ...{ id, title: titleOf(recipient), reason },
              ...{ own: confirmation(proposedBy, staff), isChecker: staff.isChecker },
            }))}
        />
        {round.state === 'appeal' && (
          <AnswerObjections
            objections={open.map(({ id, recipient, words, answer, upheld, answeredBy }) => {
              return { id, title: titleOf(recipient), words, answer, upheld, own: confirmation(answeredBy, staff) }
            })}
          />
        )}
      </BonusDetail>
    </PageFrame>
  )
}
