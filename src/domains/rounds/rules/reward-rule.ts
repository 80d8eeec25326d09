import type { z } from 'zod'
import type { BaseUnits, Weight, WorkUnits } from '../schema/units'
import type { Gifts } from './gifts'

/** What the audit left of a recipient's submissions. */
export type Accepted = {
  /** All accepted work of this recipient. */
  readonly units: WorkUnits
  /** The best (lowest) median rank, doubled so that half ranks are whole numbers; null where nothing was ranked. */
  readonly doubledRank: bigint | null
}

/** What a reward rule sees: recipients that take part, ascending by id; gifts whose projects are those recipients. */
export type RewardInput = {
  readonly recipients: readonly string[]
  readonly gifts: Gifts
  /** Empty where the sheet has no audit. */
  readonly accepted: ReadonlyMap<string, Accepted>
}

/** A recipient's weight in the split, and the most that the rule itself lets it have (null: whatever comes). */
export type Weighed = { readonly weight: Weight; readonly most: BaseUnits | null }

/** A reward rule: one file with its formula, and one line in `rewards.ts`. */
export type RewardRule<Parameters = unknown> = {
  readonly id: string
  readonly version: number
  readonly parameters: z.ZodType<Parameters>
  /** What the weights come from. */
  readonly weighs: 'gifts' | 'work' | 'ranks' | 'nothing'
  /** The most recipients that the formula can be computed for. */
  readonly mostRecipients: number
  /** One weight a recipient, in their order. Pure; the same for every order of what came in. */
  weigh(parameters: Parameters, input: RewardInput): readonly Weighed[]
}

/** Keeps the type of a rule's parameters inside its file. */
export const rewardRule = <Parameters>(rule: RewardRule<Parameters>): RewardRule => ({
  ...rule,
  weigh: (parameters, input) => rule.weigh(rule.parameters.parse(parameters), input),
})
