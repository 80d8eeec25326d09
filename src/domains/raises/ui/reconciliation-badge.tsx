import type { Asset } from '@/kit/money'
import { Badge } from '@/ui/badge'
import { Card, Facts } from '@/ui/card'
import { Amount } from '@/ui/money'
import { When } from '@/ui/when'

type Comparison = {
  slot: bigint
  at: Date
  chainPayment: bigint
  owedPayment: bigint
  positionsTotal: bigint
  booksPayment: bigint
  difference: bigint
  ok: boolean
  findings: readonly string[]
}

/** Whether the vault on chain, the program's totals and the books agree, at which slot, and when that was looked at. */
export function ReconciliationBadge({
  comparison,
  closed,
  asset,
  now,
}: {
  comparison: Comparison | null
  closed: boolean
  asset: Asset
  now: Date
}) {
  if (!comparison)
    return (
      <Card>
        <Badge>{closed ? 'Closed on the chain: nothing is left to compare' : 'Not compared with the chain yet'}</Badge>
      </Card>
    )
  const amount = (units: bigint) => <Amount units={units} asset={asset} />
  const gift = comparison.chainPayment - comparison.owedPayment
  return (
    <details className="rounded-xl border border-line bg-surface p-4">
      <summary className="min-h-11 cursor-pointer py-2">
        {comparison.ok ? <Badge tone="good">Chain = books</Badge> : <Badge tone="bad">Chain and books differ</Badge>}{' '}
        <span className="text-sm text-soft">
          slot {comparison.slot.toString()}, <When instant={comparison.at} now={now} />
        </span>
      </summary>
      <Facts
        facts={[
          ['In the vault on chain', amount(comparison.chainPayment)],
          ['Owed by the program’s totals', amount(comparison.owedPayment)],
          ['In the books', amount(comparison.booksPayment)],
          ['In open positions', amount(comparison.positionsTotal)],
          ['Difference', amount(comparison.difference)],
          ...(gift > 0n ? [['Given to the vault, belongs to nobody yet', amount(gift)] as const] : []),
        ]}
      />
      <Findings findings={comparison.findings} />
    </details>
  )
}

/** What does not fit, one sentence a line. */
export const Findings = ({ findings }: { findings: readonly string[] }) =>
  findings.length === 0 ? null : (
    <ul className="mt-2 list-disc pl-5 text-bad">
      {findings.map((finding) => (
        <li key={finding}>{finding}</li>
      ))}
    </ul>
  )
