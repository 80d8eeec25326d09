import type { z } from 'zod'
import type { RevealContent, Submission } from '../schema/round-inputs'
import type { Sheet } from '../schema/rule-sheet'
import type { WorkUnits } from '../schema/units'

/** What an audit says at the end. Undecided work is not paid, and its bond goes back. */
export type Outcome = 'accepted' | 'refused' | 'fraud' | 'undecided'

/** Why, in a word that a page can put into a sentence. */
export type VerdictReason =
  | 'judged'
  | 'too-few-judgements'
  | 'no-majority'
  | 'tests-passed'
  | 'tests-failed'
  | 'voted'
  | 'no-quorum'
  | 'ranked'
  | 'did-not-rank'
  | 'spared'

/** A verdict about one submission. */
export type Verdict = {
  readonly submission: string
  readonly outcome: Outcome
  readonly reason: VerdictReason
  /** Work that counts: 0 unless accepted, never more than was claimed. */
  readonly units: WorkUnits
  /** The median rank, doubled; null where nothing is ranked. */
  readonly doubledRank: bigint | null
}

/** A reveal that holds: drawn or allowed to judge, committed in time, revealed in time, and the same. */
export type Statement = {
  readonly auditor: string
  readonly submission: string | null
  readonly content: RevealContent
}

export type AuditInput = {
  /** Submissions that count, ascending by id. */
  readonly submissions: readonly Submission[]
  /** Statements of the first stage, ascending by submission and auditor, one for each pair. */
  readonly statements: readonly Statement[]
  /** The same of one submission. */
  about(submission: string): readonly Statement[]
  /** How many auditors the sheet has drawn for a submission; who was not found counts as silent. */
  readonly panel: number
  /** Stake of the people who may vote, in base units of KOII. */
  readonly voters: ReadonlyMap<string, bigint>
  /** How many votes about a submission are needed where operators alone vote; null where the rule's own quorum holds. */
  leastVotes(submission: string): bigint | null
}

/** An audit rule: one file that says who judges and what follows, and one line in `audits.ts`. */
export type AuditRule<Parameters = unknown> = {
  readonly id: string
  readonly version: number
  readonly parameters: z.ZodType<Parameters>
  /** Who judges: auditors drawn for each submission, everybody who may vote, or the submitters all at once. */
  readonly judges: 'panel' | 'voters' | 'submitters'
  /** The kind of reveal that it reads; any other is void. */
  readonly reads: RevealContent['kind']
  /** One verdict a submission, in their order. Pure; the same for every order of what came in. */
  judge(parameters: Parameters, input: AuditInput): readonly Verdict[]
  /** What is wrong with these parameters for this panel, as a sentence; null when nothing is. */
  problem?(parameters: Parameters, panel: Sheet['panel']): string | null
  /** The most work that it can ever find in one submission; nothing where only the claim is a limit. */
  most?(parameters: Parameters): bigint
  /** What one statement alone says, to see afterwards who was right; null when it says nothing about one submission. */
  opinion(parameters: Parameters, content: RevealContent): Outcome | null
}

/** Keeps the type of a rule's parameters inside its file. */
export const auditRule = <Parameters>(rule: AuditRule<Parameters>): AuditRule => ({
  ...rule,
  ...(rule.problem && {
    problem: (parameters: unknown, panel: Sheet['panel']) => rule.problem!(rule.parameters.parse(parameters), panel),
  }),
  ...(rule.most && { most: (parameters: unknown) => rule.most!(rule.parameters.parse(parameters)) }),
  judge: (parameters, input) => rule.judge(rule.parameters.parse(parameters), input),
  opinion: (parameters, content) => rule.opinion(rule.parameters.parse(parameters), content),
})
