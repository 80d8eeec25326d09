import { z } from 'zod'
import { auditRule } from '@/domains/rounds/rules/audit-rule'
import { verdict } from '@/domains/rounds/rules/judgements'
import { rewardRule } from '@/domains/rounds/rules/reward-rule'
import { weight, workUnits } from '@/domains/rounds/schema/units'

/** `log-work`, version 1: weight = 1 + how often accepted work can be halved, as an addition from outside would write it. */
export const logWork = rewardRule({
  id: 'log-work',
  version: 1,
  parameters: z.strictObject({ most: z.int().min(1).max(64) }),
  weighs: 'work',
  mostRecipients: 1_000,
  weigh: ({ most }, { recipients, accepted }) =>
    recipients.map((recipient) => {
      const bits = accepted.get(recipient)?.units.toString(2).length ?? 0
      return { weight: weight(BigInt(Math.min(most, bits))), most: null }
    }),
})

/** `one-voice`, version 1: the one auditor who is drawn decides. */
export const oneVoice = auditRule({
  id: 'one-voice',
  version: 1,
  parameters: z.strictObject({}),
  judges: 'panel',
  reads: 'judgement',
  problem: (_, { first }) => (first === 1 ? null : 'Draw exactly one auditor.'),
  judge: (_, { submissions, about }) =>
    submissions.map((submission) => {
      const [only] = about(submission.id)
      if (only?.content.kind !== 'judgement') return verdict(submission, 'undecided', 'too-few-judgements')
      const isGood = only.content.outcome === 'accept'
      return verdict(submission, isGood ? 'accepted' : 'refused', 'judged', workUnits(only.content.units))
    }),
  opinion: (_, content) =>
    content.kind === 'judgement' ? (content.outcome === 'accept' ? 'accepted' : 'refused') : null,
})
