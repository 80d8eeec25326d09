import type { Bench } from '../rules/operators'
import { benchFor } from '../rules/proceedings'
import type { Stage } from '../schema/round-inputs'
import { baseUnits } from '../schema/units'
import { candidatesOf, electorateIn, type JudgedWork } from './engine-inputs'
import type { EngineRoundRow } from './engine-rows'

/** Who judges a work in a stage, in numbers. `least`: from how many operators on these alone. */
export type BenchShown = Omit<Bench<unknown>, 'judges'> & { stage: Stage; isVote: boolean; least: number }

/**
 * How many people could judge a work at first and, where somebody was drawn, in its appeal; how many of them were operators; and
 * whether these judge alone. Nothing where the sheet does not ask who is one, and before submissions have ended.
 */
export function benchesOf(
  round: EngineRoundRow,
  work: JudgedWork,
  seats: readonly { stage: string; person: string }[],
): BenchShown[] {
  const { sheet, audit } = round.read
  const least = sheet.panel.leastOperators
  if (least === undefined || round.candidates === null) return []
  const { auditors, conflicts } = candidatesOf(round)
  const facts = { conflicts, auditors: auditors.map(({ bond, ...one }) => ({ ...one, bond: baseUnits(BigInt(bond)) })) }
  const drawnFrom = (before: readonly string[]) => benchFor({ sheet, facts }, work, before)
  const at = (stage: Stage) => seats.filter((seat) => seat.stage === stage).map(({ person }) => person)
  const isVote = audit?.judges === 'voters'
  const first = isVote ? electorateIn(round, [work]).bench({ ...work, id: work.key }) : drawnFrom([])
  const appeal = at('appeal').length > 0 ? drawnFrom(at('first')) : null
  return [
    { stage: 'first', isVote, least, ...inNumbers(first) },
    ...(appeal ? [{ stage: 'appeal' as const, isVote: false, least, ...inNumbers(appeal) }] : []),
  ]
}

const inNumbers = ({ people, operators, alone }: Bench<unknown>) => ({ people, operators, alone })
