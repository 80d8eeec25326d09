import { type Asset, basisPointsOf } from '@/kit/money'
import { Card, Facts, Heading } from '@/ui/card'
import { Amount, Percent } from '@/ui/money'
import { RaiseBar } from '@/ui/progress'
import { When } from '@/ui/when'
import { barLabel } from './raise-card'

type Raise = {
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

/** The money of a raise at one finalized slot: what came in, what counts, what went back, what went out. */
export function RaiseMoney({ raise, asset, now }: { raise: Raise; asset: Asset; now: Date }) {
  const amount = (units: bigint) => <Amount units={units} asset={asset} />
  const missing = raise.minimum > raise.confirmed ? raise.minimum - raise.confirmed : 0n
  return (
    <Card>
      <Heading>Money</Heading>
      <p className="mb-1 text-3xl font-semibold" data-raise-closes={raise.closesAt.toISOString()}>
        {amount(raise.committed)}
      </p>
      <p className="mb-3 text-soft">
        <Percent basisPoints={basisPointsOf(raise.committed, raise.cap)} /> of the cap, from {raise.shares.length}{' '}
        {raise.shares.length === 1 ? 'backer' : 'backers'}
      </p>
      <RaiseBar
        committed={raise.committed}
        minimum={raise.minimum}
        cap={raise.cap}
        label={barLabel({ ...raise, asset })}
      />
      <p className="mt-2 mb-4 text-sm">
        {missing > 0n ? <>{amount(missing)} more are needed, else everybody is refunded.</> : 'The minimum is reached.'}
        {raise.committed > raise.cap &&
          ' The cap is passed: every commitment is accepted in the same proportion, the rest goes back.'}
      </p>
      <Facts
        facts={[
          ['Minimum', amount(raise.minimum)],
          ['Cap', amount(raise.cap)],
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
