import { auditChance } from '@/domains/reputation/rules/draw'
import { sha256 } from '@/kit/digest'
import { lesser } from '@/kit/integer'
import type { Submission } from '../schema/round-inputs'
import { workUnits } from '../schema/units'
import type { AuditRule, Verdict } from './audit-rule'
import { verdict } from './judgements'
import type { RoundInputs } from './round-sheet'

/** Scores and chances are billionths. */
const WHOLE = 1_000_000_000n

/**
 * Whether nobody is asked about a submission. p = max(panel.leastChance, 10^9 - score of its person), in billionths; it is spared when
 * SHA-256 of `seed:audit:ID`, as one big-endian number modulo 10^9, is at least p. A person without a record has a score of 0 and is never
 * spared, nor is anybody before there is a seed, or where the sheet has no `leastChance`. Source: rounds.md, "Reputation".
 */
export function sparedIn({ sheet, record: { seed }, facts }: RoundInputs): (submission: Submission) => boolean {
  const { leastChance } = sheet.panel
  if (leastChance === undefined || seed === null) return () => false
  const scores = new Map(facts.submitters?.map(({ person, reputation }) => [person, BigInt(reputation)]))
  return ({ id, person }) => {
    const ticket = BigInt(`0x${sha256(`${seed}:audit:${id}`).toString('hex')}`) % WHOLE
    return ticket >= auditChance(scores.get(person) ?? 0n, BigInt(leastChance))
  }
}

/** What is said of work that nobody was asked about: it counts as claimed, and never for more than the rule can find. */
export function sparedVerdict(rule: AuditRule, parameters: unknown, submission: Submission): Verdict {
  const most = rule.most?.(parameters) ?? submission.claimed
  return verdict(submission, 'accepted', 'spared', workUnits(lesser<bigint>(submission.claimed, most)))
}
