import { z } from 'zod'
import { auditRule } from './audit-rule'
import { agreed, judgementsOf, majorityOf, opinionOfJudgement } from './judgements'

/**
 * `attestation`, version 1: k of n. The n auditors of the sheet's first panel are drawn; what at least k of them reveal (accept, refuse,
 * fraud) is the verdict; otherwise it is undecided. k is more than half of n, so that two answers cannot both have k. Accepted work is
 * the lower median of what the accepting auditors count, at most what was claimed, in work units. Source: rounds.md, "The round".
 * Silence never accepts.
 */
export const attestation = auditRule({
  id: 'attestation',
  version: 1,
  parameters: z.strictObject({ needed: z.int().min(1).max(100) }),
  judges: 'panel',
  reads: 'judgement',
  problem: ({ needed }, { first }) =>
    needed < majorityOf(first) || needed > first
      ? `needed must be more than half of the first panel and not more than all of it: ${majorityOf(first)} to ${first}.`
      : null,
  judge: ({ needed }, { submissions, about }) =>
    submissions.map((submission) => agreed(submission, judgementsOf(about(submission.id)), needed)),
  opinion: (_, content) => opinionOfJudgement(content),
})
