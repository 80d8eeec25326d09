import { z } from 'zod'
import type { Submission } from '../schema/round-inputs'
import { workUnits } from '../schema/units'
import { auditRule, type Statement, type Verdict } from './audit-rule'
import { doubledMedian, verdict } from './judgements'

/**
 * `peer-ranking`, version 1: every submitter ranks all submissions of others, best first (ranks 1, 2, ...). A ranking that leaves one out,
 * names one twice or names one of its author's own is void. A submission's rank is the median of the ranks it was given, kept
 * doubled, so that the mean of two middle ranks is whole. A submitter without a valid ranking is refused (`did-not-rank`) as a submitter,
 * and still ranked; a submission with fewer than `leastRankings` ranks is undecided. Source: rounds.md, "The round".
 */
export const peerRanking = auditRule({
  id: 'peer-ranking',
  version: 1,
  parameters: z.strictObject({ leastRankings: z.int().min(1).max(1_000) }),
  judges: 'submitters',
  reads: 'ranking',
  judge: ({ leastRankings }, { submissions, statements }) => {
    const rankings = statements.filter((statement) => isWhole(statement, submissions))
    const ranked = new Set(rankings.map(({ auditor }) => auditor))
    const ranks = new Map<string, bigint[]>(submissions.map(({ id }) => [id, []]))
    for (const { content } of rankings) {
      if (content.kind !== 'ranking') continue
      for (const [place, id] of content.order.entries()) ranks.get(id)!.push(BigInt(place + 1))
    }
    return submissions.map((submission): Verdict => {
      const given = ranks.get(submission.id)!
      if (given.length < leastRankings) return verdict(submission, 'undecided', 'too-few-judgements')
      const doubledRank = doubledMedian(given)
      if (!ranked.has(submission.person)) return { ...verdict(submission, 'refused', 'did-not-rank'), doubledRank }
      return { ...verdict(submission, 'accepted', 'ranked', workUnits(submission.claimed)), doubledRank }
    })
  },
  opinion: () => null,
})

/** Whether a ranking names every submission of others exactly once, and none of its author's own. */
function isWhole({ auditor, content }: Statement, submissions: readonly Submission[]): boolean {
  if (content.kind !== 'ranking') return false
  const others = new Set(submissions.filter(({ person }) => person !== auditor).map(({ id }) => id))
  return (
    content.order.length === others.size &&
    new Set(content.order).size === others.size &&
    content.order.every((id) => others.has(id))
  )
}
