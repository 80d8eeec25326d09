import { parseInteger } from '@/kit/integer'
import { after, DAY } from '@/kit/time'
import { earliestClose, givesCancellation, givesDays, type TakeBack } from './deadline'
import type { Regime, RegimeRule } from './regime'

/**
 * What a raise may lack of what a regime asks for: time to take money back, time for which it is open, time before what was bought can be
 * passed on, and word of who owns the company that is new enough.
 */
export type Gap = 'withdrawalShort' | 'openShort' | 'resaleShort' | 'ownersOld'

/** What a raise offers whoever commits: its times as its program has them, and of when its company's owners are. */
export type OfferTerms = TakeBack & {
  /** Milliseconds after the settlement in which the program hands over no token. */
  lock: number
  /** When the company behind it last handed in who owns it; null: never. */
  ownersAt: Date | null
}
type Rule = Pick<RegimeRule, 'regime' | 'params'>

const daysOf = ({ params }: Rule, name: string): number | null => parseInteger(params[name] ?? '')

const gives = (raise: OfferTerms | null, days: number | null, at: Date, endsWithOffer: boolean): Gap[] =>
  raise !== null && days !== null && givesDays(raise, days, at, endsWithOffer) ? [] : ['withdrawalShort']

/** 17 CFR 227.501(a): nobody passes on what they bought within a year, and what is not handed over cannot be passed on. */
function isLocked(rule: Rule, { lock }: OfferTerms): boolean {
  const days = daysOf(rule, 'resaleDays')
  return days !== null && lock >= days * DAY
}

/** 17 CFR 227.201(c): the owners as of so many days before the offer at the earliest; here before it opens, which is later than its filing. */
function areOwnersKnown(rule: Rule, { ownersAt, opensAt }: OfferTerms): boolean {
  const days = daysOf(rule, 'ownerDays')
  return days !== null && ownersAt !== null && opensAt <= after(ownersAt, days * DAY)
}

function crowdfundingGaps(rule: Rule, raise: OfferTerms, at: Date): Gap[] {
  const given: [Gap, boolean][] = [
    ['withdrawalShort', givesCancellation(raise, at)],
    ['openShort', raise.closesAt >= earliestClose(raise.opensAt)],
    ['resaleShort', isLocked(rule, raise)],
    ['ownersOld', areOwnersKnown(rule, raise)],
  ]
  return given.flatMap(([gap, isGiven]) => (isGiven ? [] : [gap]))
}

/** Everything that a raise lacks for somebody who commits at an instant. A raise of which nothing is known gives nothing. */
export function gapsOf(rule: Rule, raise: OfferTerms | null, at: Date): readonly Gap[] {
  if (rule.regime === 'ECSPR') return gives(raise, daysOf(rule, 'reflectionDays'), at, false)
  if (rule.regime === 'MICA_T2') return gives(raise, daysOf(rule, 'withdrawalDays'), at, true)
  if (rule.regime !== 'REG_CF') return []
  return raise ? crowdfundingGaps(rule, raise, at) : ['withdrawalShort']
}

/** Whom a regime gives rights and asks for steps: under Regulation Crowdfunding everybody, accredited or not; else who is not sophisticated. */
export const hasRights = (regime: Regime, sophisticated: boolean): boolean => regime === 'REG_CF' || !sophisticated

/**
 * Everything that a raise lacks for somebody who commits at some instant, whenever it is; nothing when everybody has it all. What is given
 * falls short first at the opening, at the last moment, or where the days of a regime would begin to reach over the close.
 */
export function gapsOfAny(rule: Rule, raise: OfferTerms): Gap[] {
  const days = daysOf(rule, 'withdrawalDays') ?? 0
  const instants = [raise.opensAt, after(raise.closesAt, -days * DAY), after(raise.closesAt, -1)]
  const during = instants.filter((at) => at >= raise.opensAt)
  return [...new Set(during.flatMap((at) => gapsOf(rule, raise, at)))]
}
