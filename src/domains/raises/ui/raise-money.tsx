import { type Asset, basisPointsOf } from '@/kit/money'
import { Card, Facts, Heading } from '@/ui/card'
import { Amount, Percent } from '@/ui/money'
import { RaiseBar } from '@/ui/progress'
import { distance, When } from '@/ui/when'
import type { Phase } from '../rules/phase'
import { barLabel } from './raise-card'

type Raise = {
  phase: Phase
  committed: bigint
  confirmed: bigint
  returned: bigint
  released: bigint
  minimum: bigint
  cap: bigint
  opensAt: Date
  closesAt: Date
  withdrawUntil: Date
  settleAfter: Date
  settledAt: Date | null
  slot: bigint
  shares: readonly bigint[]
}

type Props = { raise: Raise; asset: Asset; now: Date }

/** At a glance: how much, from how many, against minimum and cap, and how long it is still open. */
export function RaiseMoney({ raise, asset, now }: Props) {
  const amount = (units: bigint) => <Amount units={units} asset={asset} />
  return (
    <Card>
      <Heading>Committed</Heading>
      <p className="text-4xl font-semibold tracking-tight" data-raise-ends={raise.settleAfter.toISOString()}>
        {amount(raise.committed)}
      </p>
      <p className="mt-1 mb-4 text-soft">
        <Percent basisPoints={basisPointsOf(raise.committed, raise.cap)} /> of the cap, from {raise.shares.length}{' '}
        {raise.shares.length === 1 ? 'backer' : 'backers'}
      </p>
      <RaiseBar
        committed={raise.committed}
        minimum={raise.minimum}
        cap={raise.cap}
        label={barLabel({ ...raise, asset })}
      />
      <p className="mt-2 flex flex-wrap justify-between gap-x-4 text-sm text-soft">
        <span>Minimum {amount(raise.minimum)}</span>
        <span>Cap {amount(raise.cap)}</span>
      </p>
      <p className="mt-4 font-medium">{clockWords(raise, now)}</p>
      <p className="mt-1">
        <Outcome raise={raise} asset={asset} />
      </p>
    </Card>
  )
}

/** What became of the raises that no clock moves any more. */
const ENDED: Partial<Record<Phase, string>> = {
  succeeded: 'The minimum was reached.',
  failed: 'The minimum was not reached: everybody is refunded.',
  cancelled: 'Cancelled before it could be settled: everybody is refunded.',
  unwinding: 'What was not released to the project goes back to everybody in proportion.',
  closed: 'Everything was paid out. The accounts of this raise on the chain are closed.',
}

/** What is still missing, or what it came to. */
function Outcome({ raise, asset }: { raise: Raise; asset: Asset }) {
  const missing = raise.minimum - raise.confirmed
  const words =
    ENDED[raise.phase] ??
    (missing <= 0n ? (
      'The minimum is reached.'
    ) : (
      <>
        <Amount units={missing} asset={asset} /> more are needed, else everybody is refunded.
      </>
    ))
  const shared = raise.committed > raise.cap && raise.phase !== 'failed' && raise.phase !== 'cancelled'
  return (
    <>
      {words}
      {shared && ' The cap is passed: every commitment is accepted in the same proportion, the rest goes back.'}
    </>
  )
}

/** What the clock says about a raise, in words. */
function clockWords({ phase, opensAt, closesAt, settleAfter, settledAt }: Raise, now: Date): string {
  if (settledAt) return `Settled ${distance(settledAt, now)}`
  if (phase === 'cancelled') return 'Cancelled'
  if (ENDED[phase]) return now < closesAt ? 'Closed' : `Closed ${distance(closesAt, now)}`
  if (now < opensAt) return `Opens ${distance(opensAt, now)}`
  if (now < closesAt) return `Closes ${distance(closesAt, now)}`
  const settled = now < settleAfter ? `, and can be settled ${distance(settleAfter, now)}` : ', and is being settled'
  return `Closed ${distance(closesAt, now)}${settled}`
}

/** The money of a raise at one finalized slot: what counts, what went back, what went out; and its dates. */
export function RaiseFacts({ raise, asset, now }: Props) {
  const amount = (units: bigint) => <Amount units={units} asset={asset} />
  return (
    <Card>
      <Heading>Money and dates</Heading>
      <Facts
        facts={[
          ['Confirmed', amount(raise.confirmed)],
          ['Paid back after the end', amount(raise.returned)],
          ['Released to the project, fee included', amount(raise.released)],
          ['Opens', <When key="opens" instant={raise.opensAt} now={now} />],
          ['Closes', <When key="closes" instant={raise.closesAt} now={now} />],
          ['Free withdrawal until', <When key="withdraw" instant={raise.withdrawUntil} now={now} />],
          ['Settled from', <When key="settle" instant={raise.settleAfter} now={now} />],
          ['As of finalized slot', raise.slot.toString()],
        ]}
      />
    </Card>
  )
}
