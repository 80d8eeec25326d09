import type { RegimeGap } from '../queries/gaps'
import { GAP_WORDS, REGIME_WORDS } from '../rules/regime-words'

/** What a raise lacks, one entry for each regime that is on and asks for it. */
export function GapList({ gaps }: { gaps: readonly RegimeGap[] }) {
  const regimes = [...new Set(gaps.map(({ regime }) => regime))]
  return (
    <ul className="list-disc pl-5">
      {regimes.map((regime) => {
        const own = gaps.filter((gap) => gap.regime === regime)
        return (
          <li key={regime}>
            {REGIME_WORDS[regime].name}: {own.map(({ gap }) => GAP_WORDS[gap]).join('; ')}.
            {own.some(({ sold }) => !sold) && ' It holds if what is sold falls under it: nobody decided that yet.'}
          </li>
        )
      })}
    </ul>
  )
}
