import { z } from 'zod'
import { baseUnits, baseUnitsText, weight } from '../schema/units'
import { rewardRule } from './reward-rule'

/**
 * `pro-rata`, version 1: weight = most = accepted work units x rate, in base units; the rate is base units for one work unit. Nobody is
 * paid more than that product, whatever is left of the pool; when the pool is too small it is split in proportion. Without the limit
 * the rate would cancel out of the split. Source: rounds.md, "Formulas".
 * Promise: more accepted work of one recipient never pays it less.
 */
export const proRata = rewardRule({
  id: 'pro-rata',
  version: 1,
  parameters: z.strictObject({ rate: baseUnitsText.refine((rate) => rate > 0n, 'The rate must be more than 0.') }),
  weighs: 'work',
  mostRecipients: 100_000,
  weigh: ({ rate }, { recipients, accepted }) =>
    recipients.map((recipient) => {
      const due = (accepted.get(recipient)?.units ?? 0n) * rate
      return { weight: weight(due), most: baseUnits(due) }
    }),
})
