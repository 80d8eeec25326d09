import { Address } from '@/ui/address'
import { Facts } from '@/ui/card'
import { groupAmounts } from '@/ui/money'
import type { Summary } from '../rules/summary'

/** What a person reads before signing: the act in words, the simulated balance changes, fee and rent. */
export function SummaryView({ summary }: { summary: Summary }) {
  return (
    <div className="grid gap-4">
      <div>
        <h3 className="text-lg font-semibold">{groupAmounts(summary.title)}</h3>
        <ul className="mt-2 grid list-disc gap-1 ps-5">
          {summary.lines.map((line) => (
            <li key={line}>{groupAmounts(line)}</li>
          ))}
        </ul>
      </div>
      <Facts
        facts={[
          ...summary.changes.map(
            ({ label, address, amount }) =>
              [
                `${label}${label === 'Your wallet' ? '' : ' '}`,
                <span key={address + amount} className="grid justify-items-end">
                  <span className="tabular">{groupAmounts(amount)}</span>
                  <Address address={address} />
                </span>,
              ] as const,
          ),
          ['Network fee', summary.fee] as const,
          ...(summary.rent ? [['Kept in new accounts', summary.rent] as const] : []),
        ]}
      />
      <p className="text-sm text-soft">The chain was asked what this transaction does; these are its answers.</p>
    </div>
  )
}
