import { z } from 'zod'
import type { Judgement } from '../schema/round-inputs'
import { baseUnitsText } from '../schema/units'
import { auditRule, type Statement } from './audit-rule'
import { acceptedUnits, judgementsOf, opinionOfJudgement, verdict } from './judgements'

/**
 * `community-vote`, version 1: everybody among the round's voters may judge, or the operators among them alone where the sheet says so. A vote weighs 1 (`by: person`), or the voter's stake in base
 * units of KOII, at most `stakeCap` (`by: stake`). With w = the weights of all votes: undecided while w < quorum; accepted when
 * 10,000 x accepting >= threshold x w; fraud when 10,000 x saying fraud >= threshold x w; else refused. The threshold, in basis points, is
 * above half. Accepted work is the lower median of what accepting voters count, at most what was claimed; every voter counts once there.
 * Where operators vote alone, the sheet's `leastOperators` is their quorum, in people. Source: rounds.md, "The round".
 */
export const communityVote = auditRule({
  id: 'community-vote',
  version: 1,
  parameters: z.strictObject({
    by: z.enum(['person', 'stake']),
    /** The least weight of all votes: people, or base units of KOII. */
    quorum: baseUnitsText.refine((quorum) => quorum > 0n, 'The quorum must be more than 0.'),
    threshold: z.int().min(5_001).max(10_000),
    stakeCap: baseUnitsText.nullable(),
  }),
  judges: 'voters',
  reads: 'judgement',
  problem: ({ by }, { leastOperators }) =>
    by === 'stake' && leastOperators !== undefined
      ? 'leastOperators of the panel counts people, and so do these votes then: write "person".'
      : null,
  judge: ({ by, quorum, threshold, stakeCap }, { submissions, about, voters, leastVotes }) => {
    const weightOf = (auditor: string): bigint => {
      const stake = voters.get(auditor) ?? 0n
      return by === 'person' ? 1n : stakeCap !== null && stake > stakeCap ? stakeCap : stake
    }
    return submissions.map((submission) => {
      const votes = about(submission.id)
      const all = sum(votes, weightOf, () => true)
      if (all < (leastVotes(submission.id) ?? quorum)) return verdict(submission, 'undecided', 'no-quorum')
      const has = (said: Judgement['outcome']) =>
        10_000n * sum(votes, weightOf, (outcome) => outcome === said) >= BigInt(threshold) * all
      if (has('accept')) return verdict(submission, 'accepted', 'voted', acceptedUnits(submission, judgementsOf(votes)))
      return verdict(submission, has('fraud') ? 'fraud' : 'refused', 'voted')
    })
  },
  opinion: (_, content) => opinionOfJudgement(content),
})

const sum = (
  votes: readonly Statement[],
  weightOf: (auditor: string) => bigint,
  counts: (outcome: Judgement['outcome']) => boolean,
): bigint =>
  votes.reduce(
    (all, { auditor, content }) =>
      content.kind === 'judgement' && counts(content.outcome) ? all + weightOf(auditor) : all,
    0n,
  )
