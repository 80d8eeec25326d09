import { z } from 'zod'
import { weight } from '../schema/units'
import { rewardRule } from './reward-rule'

/**
 * `equal`, version 1: weight = 1 for each recipient that takes part. No parameters, no unit. Source: rounds.md, "Formulas".
 */
export const equal = rewardRule({
  id: 'equal',
  version: 1,
  parameters: z.strictObject({}),
  weighs: 'nothing',
  mostRecipients: 100_000,
  weigh: (_, { recipients }) => recipients.map(() => ({ weight: weight(1n), most: null })),
})
