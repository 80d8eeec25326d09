import { z } from 'zod'
import { MAX_TRANCHES } from '@/chain/raise/layout'
import { address, amountText, id, longText } from '@/kit/shapes'
import { link, signature } from './engine-acts'
import { hex32 } from './units'

/** How the investors of a raise judge what its team shows. */
export const MILESTONE_AUDITS = ['attestation', 'community-vote'] as const
export type MilestoneAudit = (typeof MILESTONE_AUDITS)[number]

/** A payment that its investors are asked about. Times are UTC; `stepHours` is the length of each of the five steps of judging. */
export const milestoneForm = z.strictObject({
  projectId: id,
  /** Counted from 0; the first payment needs nobody. */
  tranche: z
    .int()
    .min(1)
    .max(MAX_TRANCHES - 1),
  audit: z.enum(MILESTONE_AUDITS, 'Choose how the investors judge.'),
  opensAt: z.date(),
  evidenceUntil: z.date(),
  stepHours: z.int().min(1, 'Give each step at least an hour.').max(336, 'A step takes two weeks at most.'),
})
export type MilestoneForm = z.infer<typeof milestoneForm>

/** What a team hands in: what was delivered, and for each line of the budget what was spent and the paper that shows it. */
export const evidenceForm = z.strictObject({
  ...{ roundId: id, wallet: address, signature },
  text: longText,
  spent: z
    .array(z.strictObject({ line: z.int().min(0).max(39), amount: amountText, hash: hex32, link }))
    .min(1, 'Say what was spent for at least one line of the budget.')
    .max(40),
})
export type EvidenceForm = z.infer<typeof evidenceForm>

export const projectInput = z.strictObject({ projectId: id })
