import type { RegimeGap } from '@/domains/compliance/queries/gaps'
import { REGIME_WORDS } from '@/domains/compliance/rules/regime-words'
import { Alert } from '@/ui/badge'

const GAP_WORDS = {
  withdrawalShort: 'the terms let money be taken back for less time than it gives',
  openShort: 'the raise is open for less than the 21 days it asks for',
} as const satisfies Record<RegimeGap['gap'], string>

/** Says before an approval for which regimes that are on the terms give too little. Nothing where none lacks anything. */
export function GapNotice({ gaps }: { gaps: readonly RegimeGap[] }) {
  if (gaps.length === 0) return null
  return (
    <Alert tone="warn" title="The terms give less than a regime that is on">
      <ul className="list-disc pl-5">
        {gaps.map(({ regime, gap, sold }) => (
          <li key={regime}>
            {REGIME_WORDS[regime].name}: {GAP_WORDS[gap]}.
            {!sold && ' It holds if what is sold falls under it: nobody decided that yet.'}
          </li>
        ))}
      </ul>
      <p className="mt-2">
        Whoever it protects is refused for as long as the terms give them less. Dates cannot change once the raise is on
        the chain: ask for changes first, or approve it as a raise without these people.
      </p>
    </Alert>
  )
}
