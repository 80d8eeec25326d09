import type { RegimeGap } from '../queries/gaps'
import { GAP_WORDS, REGIME_WORDS } from '../rules/regime-words'

/** What a raise lacks, one line for each thing that a regime which is on asks for. */
export const GapList = ({ gaps }: { gaps: readonly RegimeGap[] }) => (
  <ul className="list-disc pl-5">
    {gaps.map(({ regime, gap, sold }) => (
      <li key={`${regime} ${gap}`}>
        {REGIME_WORDS[regime].name}: {GAP_WORDS[gap]}.
        {!sold && ' It holds if what is sold falls under it: nobody decided that yet.'}
      </li>
    ))}
  </ul>
)
