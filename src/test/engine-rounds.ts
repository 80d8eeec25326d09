import type { z } from 'zod'
import { drawPanel } from '@/domains/rounds/rules/draw'
import { benchOf } from '@/domains/rounds/rules/operators'
import { type Rules, readRuleSheet } from '@/domains/rounds/rules/round-sheet'
import { commitOf } from '@/domains/rounds/rules/statements'
import type { AuditRecord, chainFacts, RevealContent, Stage, submission } from '@/domains/rounds/schema/round-inputs'
import { ROUND_TIMES, type RoundTimes, type WrittenSheet } from '@/domains/rounds/schema/rule-sheet'
import { workUnits } from '@/domains/rounds/schema/units'
import { sha256 } from '@/kit/digest'
import { DAY } from '@/kit/time'

export const KOII = 1_000_000_000n
export const MINT = 'So11111111111111111111111111111111111111112'
export const WALLET = '4Nd1mYQxkPQrGrJHkTQbHkGq1xkbMDRa9cGjTPXbRDrP'
export const hexOf = (text: string): string => sha256(text).toString('hex')

/** A window a day, from 1 May 2026 on. */
export const times = Object.fromEntries(
  ROUND_TIMES.map((name, day) => [name, new Date(Date.UTC(2026, 4, 1) + day * DAY).toISOString()]),
) as RoundTimes

/** An instant so many milliseconds after one of the round's. */
export const at = (name: keyof RoundTimes, milliseconds = 0): string =>
  new Date(new Date(times[name]).getTime() + milliseconds).toISOString()

/** A sheet of 1,000 KOII for projects a, b and c, by what was pledged; whatever is given replaces a part of it. */
export const sheetWith = (given: Partial<WrittenSheet> = {}): WrittenSheet => ({
  version: 2,
  kind: 'bonus',
  title: 'Autumn',
  asset: { symbol: 'KOII', decimals: 9, mint: null },
  pool: (1_000n * KOII).toString(),
  eligible: ['a', 'b', 'c'],
  minimumBackers: 0,
  reward: { id: 'pledge-match', version: 1, parameters: { countedPerProject: null } },
  audit: null,
  panel: { first: 3, appeal: 3, leastWeight: 100_000_000 },
  bonds: { submission: '0', auditor: '0', toAuditors: 5_000 },
  caps: { countedPerPerson: null, paidPerRecipient: null, paidInAll: null },
  times,
  ...given,
})

export type WrittenFacts = z.input<typeof chainFacts>
export type WrittenSubmission = z.input<typeof submission>
export type WrittenRecord = {
  seed: string | null
  commits: AuditRecord['commits']
  reveals: WrittenReveal[]
  appeals: AuditRecord['appeals']
}
type WrittenContent = Exclude<RevealContent, { kind: 'judgement' }> | WrittenJudgement
type WrittenJudgement = {
  kind: 'judgement'
  outcome: 'accept' | 'refuse' | 'fraud'
  reason: Extract<RevealContent, { kind: 'judgement' }>['reason']
  units: string
}
type WrittenReveal = Omit<AuditRecord['reveals'][number], 'content'> & { content: WrittenContent }

/** A round as it is exported, without its list. */
export type WrittenRound = {
  sheet: WrittenSheet
  submissions: WrittenSubmission[]
  audit: WrittenRecord
  facts: WrittenFacts
}

export const noRecord = (): WrittenRecord => ({ seed: null, commits: [], reveals: [], appeals: [] })
export const factsWith = (given: Partial<WrittenFacts> = {}): WrittenFacts => ({
  ...{ slot: '1000', positions: [], voters: [], auditors: [], conflicts: [], exclusions: [], ...given },
})

/** A position that counts, in base units. */
export const position = (
  project: string,
  person: string | null,
  accepted: bigint,
): WrittenFacts['positions'][number] => ({
  ...{ person, wallet: WALLET, project, mint: null, raise: 'succeeded', withdrawable: false },
  accepted: accepted.toString(),
})

export type Gift = [project: string, person: string, units: bigint]

/** A round without an audit in which these people gave this, in base units. */
export const giftRound = (sheet: Partial<WrittenSheet>, gifts: readonly Gift[]): WrittenRound => ({
  ...{ sheet: sheetWith(sheet), submissions: [], audit: noRecord() },
  facts: factsWith({ positions: gifts.map(([project, person, units]) => position(project, person, units)) }),
})

/** A submission in the middle of its window; its person is its recipient. */
export const submissionOf = (id: string, given: Partial<WrittenSubmission> = {}): WrittenSubmission => ({
  ...{ id, recipient: `by-${id}`, person: `by-${id}`, wallet: WALLET, evidence: [], claimed: '10', bond: '0' },
  at: at('opens', 1_000),
  ...given,
})

export const judgement = (outcome: WrittenJudgement['outcome'], units = 10n): WrittenJudgement => ({
  ...{ kind: 'judgement', outcome, reason: outcome === 'accept' ? 'none' : 'wrong-result', units: units.toString() },
})

/** Commits and reveals one statement, in time unless said otherwise. */
export function speak(
  { sheet, audit }: WrittenRound,
  { auditor, submission, stage = 'first' }: { auditor: string; submission: string | null; stage?: Stage },
  content: WrittenContent,
  when: { commit?: string | null; reveal?: string | null; rules?: Rules } = {},
): void {
  const { digest } = readRuleSheet(sheet, when.rules)
  const salt = hexOf(`salt ${auditor} ${submission} ${stage}`)
  const isFirst = stage === 'first'
  const {
    commit = at(isFirst ? 'submissionsEnd' : 'appealsEnd', 5),
    reveal = at(isFirst ? 'commitsEnd' : 'appealCommitsEnd', 5),
  } = when
  const place = { auditor, submission, stage }
  const read = content.kind === 'judgement' ? { ...content, units: workUnits(BigInt(content.units)) } : content
  if (commit !== null)
    audit.commits.push({ ...place, commit: commitOf({ sheet: digest, ...place, content: read }, salt), at: commit })
  if (reveal !== null) audit.reveals.push({ ...place, content, salt, at: reveal })
}

/** The people that the round draws for a submission which nobody has a conflict with. */
export const panelOf = (
  { sheet, audit, facts }: WrittenRound,
  submission: string,
  stage: Stage = 'first',
): string[] => {
  const own = `by-${submission}`
  const draw = (of: Stage, without: readonly string[]) =>
    drawPanel(
      { seed: audit.seed ?? '', stage: of, submission, size: sheet.panel[of], leastWeight: sheet.panel.leastWeight },
      benchOf(
        sheet.panel.leastOperators,
        facts.auditors.filter(({ person }) => person !== own && !without.includes(person)),
      ).judges,
    )
  const first = draw('first', [])
  return stage === 'first' ? first : draw('appeal', first)
}
