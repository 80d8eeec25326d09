import { z } from 'zod'
import { baseUnitsText, weight } from '../schema/units'
import { rewardRule } from './reward-rule'

/**
 * `pledge-match`, version 1: weight(project) = min(project cap, sum over people of min(accepted by this person over all wallets, person
 * cap)), in base units. The person cap is the sheet's `countedPerPerson`; the project cap is the parameter `countedPerProject` (null: none).
 * Source: rounds.md, "Formulas". Promise: more pledged to a project never lowers its weight.
 */
export const pledgeMatch = rewardRule({
  id: 'pledge-match',
  version: 1,
  parameters: z.strictObject({ countedPerProject: baseUnitsText.nullable() }),
  weighs: 'gifts',
  mostRecipients: 100_000,
  weigh: ({ countedPerProject }, { gifts }) =>
    gifts.totals.map(({ counted }) => {
      const isCut = countedPerProject !== null && counted > countedPerProject
      return { weight: weight(isCut ? countedPerProject : counted), most: null }
    }),
})
