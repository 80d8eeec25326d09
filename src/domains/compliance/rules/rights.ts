import { parseInteger } from '@/kit/integer'
import { after, DAY } from '@/kit/time'
import { earliestClose, givesCancellation, givesDays, type TakeBack } from './deadline'
import type { Regime, RegimeRule } from './regime'

/** What the terms of a raise may lack of what a regime gives: time to take money back, or time for which it is open. */
export type Gap = 'withdrawalShort' | 'openShort'
type Terms = TakeBack | null
type Rule = Pick<RegimeRule, 'regime' | 'params'>

const daysOf = ({ params }: Rule, name: string): number | null => parseInteger(params[name] ?? '')

const gives = (raise: Terms, days: number | null, at: Date, endsWithOffer: boolean): Gap | null =>
  raise !== null && days !== null && givesDays(raise, days, at, endsWithOffer) ? null : 'withdrawalShort'

function crowdfundingGap(raise: Terms, at: Date): Gap | null {
  if (!raise || !givesCancellation(raise, at)) return 'withdrawalShort'
  return raise.closesAt < earliestClose(raise.opensAt) ? 'openShort' : null
}

/** What a raise does not give to somebody who commits at an instant; null for nothing. Terms that are not known give nothing. */
export function gapOf(rule: Rule, raise: Terms, at: Date): Gap | null {
  if (rule.regime === 'ECSPR') return gives(raise, daysOf(rule, 'reflectionDays'), at, false)
  if (rule.regime === 'MICA_T2') return gives(raise, daysOf(rule, 'withdrawalDays'), at, true)
  return rule.regime === 'REG_CF' ? crowdfundingGap(raise, at) : null
}

/** Who has these rights: under Regulation Crowdfunding everybody, accredited or not; under the others whoever is not sophisticated. */
export const hasRights = (regime: Regime, sophisticated: boolean): boolean => regime === 'REG_CF' || !sophisticated

/**
 * What a raise does not give to somebody who commits at some instant, whenever it is; null when everybody has it. What is given falls
 * short first at the opening, at the last moment, or where the days of a regime would begin to reach over the close.
 */
export function gapOfAny(rule: Rule, raise: TakeBack): Gap | null {
  const days = daysOf(rule, 'withdrawalDays') ?? 0
  const instants = [raise.opensAt, after(raise.closesAt, -days * DAY), after(raise.closesAt, -1)]
  const during = instants.filter((at) => at >= raise.opensAt)
  return during.map((at) => gapOf(rule, raise, at)).find((gap) => gap !== null) ?? null
}
