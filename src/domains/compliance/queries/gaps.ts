import type { Asset } from '@/kit/money'
import type { Db } from '@/server/db'
import { INSTRUMENTS, type Regime, regimesOfInstrument } from '../rules/regime'
import { type Gap, gapsOfAny, type OfferTerms } from '../rules/rights'
import { offerRules } from './protection'

/** What a regime that is on asks for and a raise lacks; `sold`: whether it was decided that what is sold falls under it. */
export type RegimeGap = { regime: Regime; gap: Gap; sold: boolean }

/** The regimes that are on and may hold for a raise, and what it lacks for them. */
export type RegimesAsk = { regimes: Regime[]; gaps: RegimeGap[] }

type About = { projectId: string; asset: Asset; terms: OfferTerms; now: Date }

/**
 * What the regimes that are on ask of a raise, and what it lacks: whoever those protect, the gate refuses. Where nobody decided what is
 * sold, each of them may turn out to hold.
 */
export async function regimesAsk(db: Db, { projectId, asset, terms, now }: About): Promise<RegimesAsk> {
  const rules = await offerRules(db, { projectId, asset, cap: 0n, sheet: false, terms, now })
  if (!rules) return { regimes: [], gaps: [] }
  const decided = rules.raise?.instrument ?? null
  const possible = (decided ? [decided] : INSTRUMENTS).flatMap(regimesOfInstrument)
  const concerned = rules.on.filter(({ regime }) => possible.includes(regime))
  const gaps = concerned.flatMap((rule) =>
    gapsOfAny(rule, terms).map((gap) => ({ regime: rule.regime, gap, sold: decided !== null })),
  )
  return { regimes: concerned.map(({ regime }) => regime), gaps }
}
