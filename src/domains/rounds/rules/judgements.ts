import { lesser } from '@/kit/integer'
import type { Judgement, RevealContent, Submission } from '../schema/round-inputs'
import { type WorkUnits, workUnits } from '../schema/units'
import type { Outcome, Statement, Verdict, VerdictReason } from './audit-rule'

const OUTCOMES = { accept: 'accepted', refuse: 'refused', fraud: 'fraud' } as const

/** What a judgement says; null for another kind of statement. */
export const opinionOfJudgement = (content: RevealContent): Outcome | null =>
  content.kind === 'judgement' ? OUTCOMES[content.outcome] : null

/** The judgements among statements. */
export const judgementsOf = (statements: readonly Statement[]): Judgement[] =>
  statements.flatMap(({ content }) => (content.kind === 'judgement' ? [content] : []))

/** More than half of a panel. */
export const majorityOf = (panel: number): number => Math.floor(panel / 2) + 1

/** The middle one of some numbers; of an even count the lower middle one. 0 for none. */
export function lowerMedian(values: readonly bigint[]): bigint {
  const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  return sorted[(sorted.length - 1) >> 1] ?? 0n
}

/** Twice the median, so that the mean of two middle numbers is whole. */
export function doubledMedian(values: readonly bigint[]): bigint {
  const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  return sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!
}

/** Accepted work is what those who accepted count, in the middle, and never more than was claimed. */
export function acceptedUnits(submission: Submission, judgements: readonly Judgement[]): WorkUnits {
  const counted = lowerMedian(judgements.filter(({ outcome }) => outcome === 'accept').map(({ units }) => units))
  return workUnits(lesser(counted, submission.claimed))
}

/** A verdict without ranks; work counts only where it is accepted. */
export const verdict = (
  submission: Submission,
  outcome: Outcome,
  reason: VerdictReason,
  units: WorkUnits = workUnits(0n),
): Verdict => ({
  submission: submission.id,
  outcome,
  reason,
  units: outcome === 'accepted' ? units : workUnits(0n),
  doubledRank: null,
})

/** Whatever at least `needed` of the judgements say; undecided where they say nothing so often. `needed` is more than half. */
export function agreed(submission: Submission, judgements: readonly Judgement[], needed: number): Verdict {
  for (const said of ['accept', 'fraud', 'refuse'] as const) {
    const count = judgements.filter(({ outcome }) => outcome === said).length
    if (count >= needed) return verdict(submission, OUTCOMES[said], 'judged', acceptedUnits(submission, judgements))
  }
  return verdict(submission, 'undecided', judgements.length < needed ? 'too-few-judgements' : 'no-majority')
}
