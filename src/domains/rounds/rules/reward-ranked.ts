import { z } from 'zod'
import { weight } from '../schema/units'
import { rewardRule } from './reward-rule'

/** Decimals of a share that several recipients of one place divide. */
const SCALE = 1_000_000_000n

/**
 * `ranked`, version 1: weight = the sheet's share of the place by median rank, best first, x 10^9. Recipients with one median rank divide the
 * shares of the places that they take, rounded down. Places beyond the list of shares get nothing. Shares have no unit.
 * Source: rounds.md, "Formulas". Promise: a better median rank never pays less.
 */
export const ranked = rewardRule({
  id: 'ranked',
  version: 1,
  parameters: z.strictObject({
    shares: z
      .array(z.int().min(1).max(1_000_000))
      .min(1)
      .max(1_000)
      .refine((shares) => shares.every((share, place) => place === 0 || share <= shares[place - 1]!), {
        message: 'A later place must not get more than an earlier one.',
      }),
  }),
  weighs: 'ranks',
  mostRecipients: 100_000,
  weigh: ({ shares }, { recipients, accepted }) => {
    const ranks = recipients.map((recipient) => accepted.get(recipient)?.doubledRank ?? null)
    const sorted = ranks.filter((rank) => rank !== null).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    const weights = new Map<bigint, bigint>()
    for (let from = 0; from < sorted.length; ) {
      const rank = sorted[from]!
      const to = sorted.lastIndexOf(rank) + 1
      const sum = shares.slice(from, to).reduce((all, share) => all + BigInt(share), 0n)
      weights.set(rank, (sum * SCALE) / BigInt(to - from))
      from = to
    }
    return ranks.map((rank) => ({ weight: weight(rank === null ? 0n : weights.get(rank)!), most: null }))
  },
})
