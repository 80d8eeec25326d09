import type { Asset } from '@/kit/money'
import { Card, Heading } from '@/ui/card'
import { Amount } from '@/ui/money'
import type { Holding } from '../queries/portfolio'

type Sum = { asset: Asset; units: bigint }

/** Adds up what holdings have of each asset; amounts of nothing are left out. */
function sums(holdings: readonly Holding[], part: (holding: Holding) => Sum): Sum[] {
  const found = new Map<string, Sum>()
  for (const { asset, units } of holdings.map(part)) {
    const key = asset.mint ?? ''
    found.set(key, { asset, units: units + (found.get(key)?.units ?? 0n) })
  }
  return [...found.values()].filter(({ units }) => units > 0n)
}

const RUNNING: readonly Holding['phase'][] = ['upcoming', 'open', 'paused', 'settling']

/** The whole portfolio in four numbers; below them stands each position. */
export function PortfolioSummary({ holdings }: { holdings: readonly Holding[] }) {
  const running = holdings.filter(({ phase }) => RUNNING.includes(phase))
  const parts = [
    ['Committed to running raises', sums(running, (one) => ({ asset: one.payment, units: one.standing.committed }))],
    [
      'Comes back to you',
      sums(holdings, (one) => ({
        asset: one.payment,
        units: one.standing.refundable + (one.standing.unwindable || one.standing.excessDue),
      })),
    ],
    ['Tokens still vesting', sums(holdings, (one) => ({ asset: one.sale, units: one.standing.vesting }))],
    ['Tokens to claim now', sums(holdings, (one) => ({ asset: one.sale, units: one.standing.claimableTokens }))],
  ] as const
  return (
    <Card>
      <Heading>In all</Heading>
      <dl className="grid gap-x-6 gap-y-4 sm:grid-cols-2 lg:grid-cols-4">
        {parts.map(([name, amounts]) => (
          <div key={name}>
            <dt className="text-sm text-soft">{name}</dt>
            {amounts.length === 0 && <dd className="text-xl font-semibold">nothing</dd>}
            {amounts.map(({ asset, units }) => (
              <dd key={asset.mint ?? ''} className="text-xl font-semibold">
                <Amount units={units} asset={asset} />
              </dd>
            ))}
          </div>
        ))}
      </dl>
    </Card>
  )
}
