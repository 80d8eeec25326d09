import type { z } from 'zod'
import { type CanonicalValue, canonicalJson } from '@/kit/canonical-json'
import { digestOf } from '@/kit/digest'
import { refusals } from '@/kit/refusal'
import {
  type AuditRecord,
  auditRecord,
  type ChainFacts,
  chainFacts,
  type Submission,
  submissions,
} from '../schema/round-inputs'
import { type ChosenRule, ruleSheet, type Sheet, type WrittenSheet } from '../schema/rule-sheet'
import type { AuditRule } from './audit-rule'
import { AUDIT_RULES } from './audits'
import type { RewardRule } from './reward-rule'
import { REWARD_RULES } from './rewards'

export const refuseInput = refusals('rounds', {
  badSheet: {
    kind: 'invalid',
    message: (c: { field: string; problem: string }) => `The rule sheet, ${c.field}: ${c.problem}`,
  },
  badInputs: {
    kind: 'invalid',
    message: (c: { field: string; problem: string }) => `The round's inputs, ${c.field}: ${c.problem}`,
  },
})

/** The rules that a round may choose from. */
export type Rules = { readonly rewards: readonly RewardRule[]; readonly audits: readonly AuditRule[] }
export const RULES: Rules = { rewards: REWARD_RULES, audits: AUDIT_RULES }

/** A sheet with its digest, and the two rules that it chose. */
export type ReadSheet = {
  readonly sheet: Sheet
  /** SHA-256 of the sheet's canonical JSON, hex: what is written to the chain. */
  readonly digest: string
  readonly reward: RewardRule
  readonly audit: AuditRule | null
}

/** Everything that a distribution is computed from. */
export type RoundInputs = ReadSheet & {
  readonly submissions: readonly Submission[]
  readonly record: AuditRecord
  readonly facts: ChainFacts
}

/** The one text of a sheet, RFC 8785: what is kept, hashed and published. */
export const sheetText = (sheet: WrittenSheet): string => canonicalJson(sheet as CanonicalValue)

/** Reads a sheet and checks that its parts fit each other. Refuses with the field and what to do (`rounds.badSheet`). */
export function readRuleSheet(value: unknown, rules: Rules = RULES): ReadSheet {
  const parsed = ruleSheet.safeParse(value)
  if (!parsed.success) throw refuseInput.badSheet(firstIssue(parsed.error))
  const sheet = parsed.data
  const reward = chosen(rules.rewards, sheet.reward, 'reward')
  const audit = sheet.audit && chosen(rules.audits, sheet.audit, 'audit')
  const misfit = misfitOf(sheet, reward, audit)
  if (misfit) throw refuseInput.badSheet(misfit)
  return { sheet, digest: digestOf(value as CanonicalValue), reward, audit }
}

/** Reads what a round is computed from. Refuses with the field and what to do (`rounds.badSheet`, `rounds.badInputs`). */
export function readInputs(
  given: { sheet: unknown; submissions: unknown; audit: unknown; facts: unknown },
  rules: Rules = RULES,
): RoundInputs {
  const read = <Shape extends z.ZodType>(shape: Shape, value: unknown, name: string): z.output<Shape> => {
    const parsed = shape.safeParse(value)
    if (parsed.success) return parsed.data
    const { field, problem } = firstIssue(parsed.error)
    throw refuseInput.badInputs({ field: `${name}.${field}`, problem })
  }
  const inputs = {
    ...readRuleSheet(given.sheet, rules),
    submissions: read(submissions, given.submissions, 'submissions'),
    record: read(auditRecord, given.audit, 'audit'),
    facts: read(chainFacts, given.facts, 'facts'),
  }
  const named = new Set<string>()
  for (const { id } of inputs.submissions) {
    if (named.has(id)) throw refuseInput.badInputs({ field: 'submissions', problem: `${id} is there twice.` })
    named.add(id)
  }
  for (const list of ['voters', 'auditors', 'submitters'] as const) {
    const people = inputs.facts[list] ?? []
    if (new Set(people.map(({ person }) => person)).size < people.length)
      throw refuseInput.badInputs({ field: `facts.${list}`, problem: 'Name every person once.' })
  }
  return inputs
}

const firstIssue = (error: z.ZodError): { field: string; problem: string } => {
  const [issue] = error.issues
  return { field: issue?.path.join('.') || 'everything', problem: issue?.message ?? 'Cannot be read.' }
}

function chosen<Rule extends { id: string; version: number; parameters: z.ZodType }>(
  known: readonly Rule[],
  { id, version, parameters }: ChosenRule,
  field: string,
): Rule {
  const rule = known.find((one) => one.id === id && one.version === version)
  const names = known.map((one) => `${one.id} ${one.version}`).join(', ')
  if (!rule) throw refuseInput.badSheet({ field, problem: `There is no ${id} ${version}. Choose one of: ${names}.` })
  const parsed = rule.parameters.safeParse(parameters)
  if (parsed.success) return rule
  const issue = firstIssue(parsed.error)
  throw refuseInput.badSheet({ field: `${field}.parameters.${issue.field}`, problem: issue.problem })
}

type Misfit = readonly [is: boolean, field: string, problem: string]

/** What does not go together in a sheet, the first of it. */
function misfitOf(
  sheet: Sheet,
  reward: RewardRule,
  audit: AuditRule | null,
): { field: string; problem: string } | null {
  const { eligible, minimumBackers, kind } = sheet
  const isOpen = eligible === 'open'
  const misfits: readonly Misfit[] = [
    [isOpen && audit === null, 'eligible', 'Without an audit, name who takes part.'],
    [isOpen && reward.weighs === 'gifts', 'eligible', 'Gifts go to projects: name them.'],
    [
      !isOpen && eligible.length > reward.mostRecipients,
      'eligible',
      `${reward.id} takes at most ${reward.mostRecipients}.`,
    ],
    [kind === 'milestone' && (isOpen || eligible.length !== 1), 'eligible', 'A milestone has exactly one recipient.'],
    [minimumBackers > 0 && reward.weighs !== 'gifts', 'minimumBackers', `${reward.id} counts no backers: write 0.`],
    [reward.weighs === 'work' && audit === null, 'audit', `${reward.id} pays accepted work: choose an audit rule.`],
    [reward.weighs === 'ranks' && audit?.reads !== 'ranking', 'audit', `${reward.id} pays ranks: choose peer-ranking.`],
    ...misfitsOfPanel(sheet, audit),
  ]
  const [, field, problem] = misfits.find(([is]) => is) ?? []
  return field === undefined || problem === undefined ? null : { field, problem }
}

/** What does not go together with how many judge. */
function misfitsOfPanel({ panel, ...sheet }: Sheet, audit: AuditRule | null): readonly Misfit[] {
  const { first, appeal, leastOperators } = panel
  const drawn = Math.max(first, appeal)
  const problem = audit?.problem?.(sheet.audit!.parameters, panel) ?? null
  return [
    [audit?.judges === 'panel' && first === 0, 'panel.first', 'At least one auditor must be drawn.'],
    [
      panel.leastChance !== undefined && audit?.judges !== 'panel',
      'panel.leastChance',
      'Only work that drawn auditors judge can be spared: leave it out.',
    ],
    [
      leastOperators !== undefined && (audit === null || audit.judges === 'submitters'),
      'panel.leastOperators',
      'Only where auditors are drawn or people vote: leave it out.',
    ],
    [
      leastOperators !== undefined && leastOperators < drawn,
      'panel.leastOperators',
      `Up to ${drawn} auditors are drawn: write no less, so that fewer operators never mean fewer auditors.`,
    ],
    [problem !== null, 'audit.parameters', problem ?? ''],
  ]
}
