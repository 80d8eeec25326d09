import type { Asset } from '@/kit/money'
import type { Db } from '@/server/db'
import type { TakeBack } from '../rules/deadline'
import { INSTRUMENTS, type Regime, regimesOfInstrument } from '../rules/regime'
import { type Gap, gapOfAny } from '../rules/rights'
import { offerRules } from './protection'

/** A regime that is on and gives more than the terms of a raise; `sold`: whether it was decided that what is sold falls under it. */
export type RegimeGap = { regime: Regime; gap: Gap; sold: boolean }

type About = { projectId: string; asset: Asset; terms: TakeBack; now: Date }

/**
 * What the terms of a raise lack for the regimes that are on: whoever those protect, the gate refuses. Where nobody decided what is sold,
 * each of them may turn out to hold.
 */
export async function regimeGaps(db: Db, { projectId, asset, terms, now }: About): Promise<RegimeGap[]> {
  const rules = await offerRules(db, { projectId, asset, cap: 0n, sheet: false, takeBack: terms, now })
  if (!rules) return []
  const decided = rules.raise?.instrument ?? null
  const possible = (decided ? [decided] : INSTRUMENTS).flatMap(regimesOfInstrument)
  return rules.on.flatMap((rule) => {
    const gap = possible.includes(rule.regime) ? gapOfAny(rule, terms) : null
    return gap ? [{ regime: rule.regime, gap, sold: decided !== null }] : []
  })
}
