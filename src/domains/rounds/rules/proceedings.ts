import type { ChainFacts, Submission } from '../schema/round-inputs'
import type { Sheet } from '../schema/rule-sheet'
import { byKey } from '../schema/units'
import { sparedIn, sparedVerdict } from './audit-chance'
import type { AuditRule, Outcome, Statement, Verdict } from './audit-rule'
import { drawPanel } from './draw'
import { agreed, judgementsOf, majorityOf, opinionOfJudgement } from './judgements'
import { type Bench, benchOf, type Electorate, electorateOf } from './operators'
import type { RoundInputs } from './round-sheet'
import { type Hearing, hear } from './statements'

/** A panel that was drawn for one submission, in the order of the draw. */
export type Panel = { readonly submission: string; readonly auditors: readonly string[] }

/** Everything that the audit of a round came to. */
export type Proceedings = {
  /** Submissions that count: in time, of somebody eligible, with their bond; ascending by id. */
  readonly submissions: readonly Submission[]
  readonly firstPanels: readonly Panel[]
  readonly appealPanels: readonly Panel[]
  readonly first: Hearing
  readonly appeal: Hearing
  /** Verdicts before and after appeals, one a submission, ascending by its id. */
  readonly firstVerdicts: readonly Verdict[]
  readonly verdicts: readonly Verdict[]
  /** Drawn auditors who committed in time and never opened it: they looked at others first. Voters and peers have no bond to lose. */
  readonly withheld: ReadonlySet<string>
  /** Auditors whose own word was the final verdict, by submission, ascending. */
  readonly right: ReadonlyMap<string, readonly string[]>
}

const SILENCE: Hearing = { statements: [], void: [], unopened: [] }
const NOTHING: Proceedings = {
  ...{ submissions: [], firstPanels: [], appealPanels: [], first: SILENCE, appeal: SILENCE },
  ...{ firstVerdicts: [], verdicts: [], withheld: new Set(), right: new Map() },
}

/** Judges a round: draws, hears, decides, hears appeals, decides again. Pure; `rule` is null where the sheet has no audit. */
export function judgeRound(inputs: RoundInputs, rule: AuditRule | null): Proceedings {
  const { sheet, digest, record } = inputs
  if (!rule || !sheet.audit) return NOTHING
  const submissions = inputs.submissions.filter(counts(sheet)).sort((a, b) => byKey(a.id, b.id))
  const isSpared = sparedIn(inputs)
  const firstPanels = rule.judges === 'panel' ? submissions.map((one) => firstPanel(inputs, one, isSpared(one))) : []
  const heard = { sheet: digest, times: sheet.times, record }
  const electorate = electorateOf({
    ...inputs.facts,
    leastOperators: sheet.panel.leastOperators,
    submissions: inputs.submissions,
  })
  const isAsked = askedFirst(inputs, rule, firstPanels, electorate)
  const first = hear(record, { ...heard, stage: 'first', reads: rule.reads, isAsked })
  const statementsAbout = groupBySubmission(first.statements)
  const { parameters } = sheet.audit
  const looked = rule.judge(parameters, {
    submissions: submissions.filter((one) => !isSpared(one)),
    ...{ statements: first.statements, panel: sheet.panel.first },
    about: (submission) => statementsAbout.get(submission) ?? [],
    voters: new Map(inputs.facts.voters.map(({ person, stake }) => [person, stake])),
    leastVotes: electorate.leastVotes,
  })
  const judged = new Map(looked.map((one) => [one.submission, one]))
  const firstVerdicts = submissions.map((one) => judged.get(one.id) ?? sparedVerdict(rule, parameters, one))
  const appealPanels = panelsOfAppeals(inputs, submissions, firstPanels)
  const appeal = hear(record, { ...heard, stage: 'appeal', reads: 'judgement', isAsked: isDrawn(appealPanels) })
  const verdicts = afterAppeals(submissions, firstVerdicts, appeal, sheet.panel.appeal)
  const opinion = (one: Statement) => rule.opinion(sheet.audit!.parameters, one.content)
  const right = whoWasRight(verdicts, rule.judges === 'panel' ? first.statements : [], opinion, appeal.statements)
  const withheld = new Set(
    [...(rule.judges === 'panel' ? first.unopened : []), ...appeal.unopened].map((one) => one.auditor),
  )
  return { withheld, submissions, firstPanels, appealPanels, first, appeal, firstVerdicts, verdicts, right }
}

/** Nobody is asked about work that is spared. */
const firstPanel = (inputs: RoundInputs, submission: Submission, isSpared: boolean): Panel =>
  isSpared ? { submission: submission.id, auditors: [] } : draw(inputs, submission, 'first', [])

/** Fresh auditors for every submission that was appealed in time. */
function panelsOfAppeals(
  inputs: RoundInputs,
  submissions: readonly Submission[],
  firstPanels: readonly Panel[],
): Panel[] {
  const { revealsEnd, appealsEnd } = inputs.sheet.times
  const inTime = inputs.record.appeals.filter(({ at }) => at >= revealsEnd && at < appealsEnd)
  const appealed = new Set(inTime.map(({ submission }) => submission))
  const before = new Map(firstPanels.map(({ submission, auditors }) => [submission, auditors]))
  return submissions
    .filter(({ id }) => appealed.has(id))
    .map((one) => draw(inputs, one, 'appeal', before.get(one.id) ?? []))
}

/** Whether a submission counts: within its window, by somebody eligible, with the bond that the sheet asks for. */
const counts = (sheet: Sheet) => {
  const eligible = sheet.eligible === 'open' ? null : new Set(sheet.eligible)
  return ({ at, recipient, bond }: Submission): boolean =>
    at >= sheet.times.opens &&
    at < sheet.times.submissionsEnd &&
    bond >= sheet.bonds.submission &&
    (eligible === null || eligible.has(recipient))
}

/**
 * Who can be drawn for a submission: nobody judges themselves, a side of theirs, without a bond, or in an appeal what they judged
 * `before`.
 */
export function benchFor(
  { sheet, facts }: Pick<RoundInputs, 'sheet'> & { facts: Pick<ChainFacts, 'auditors' | 'conflicts'> },
  { person: own, recipient }: Pick<Submission, 'person' | 'recipient'>,
  before: readonly string[],
): Bench<ChainFacts['auditors'][number]> {
  const out = new Set([own, recipient, ...before, ...sidesOf(facts, recipient)])
  const candidates = facts.auditors.filter(({ person, bond }) => !out.has(person) && bond >= sheet.bonds.auditor)
  return benchOf(sheet.panel.leastOperators, candidates)
}

function draw(
  inputs: RoundInputs,
  submission: Submission,
  stage: 'first' | 'appeal',
  before: readonly string[],
): Panel {
  const { sheet, record } = inputs
  const { judges } = benchFor(inputs, submission, before)
  const size = sheet.panel[stage]
  const { seed } = record
  if (seed === null) return { submission: submission.id, auditors: [] }
  const auditors = drawPanel(
    { seed, stage, submission: submission.id, size, leastWeight: sheet.panel.leastWeight },
    judges,
  )
  return { submission: submission.id, auditors }
}

const sidesOf = (facts: Pick<ChainFacts, 'conflicts'>, recipient: string): string[] =>
  facts.conflicts.filter((one) => one.recipient === recipient).map(({ person }) => person)

const isDrawn = (panels: readonly Panel[]) => {
  const places = new Map(panels.map(({ submission, auditors }) => [submission, new Set(auditors)]))
  return (auditor: string, submission: string | null): boolean =>
    submission !== null && (places.get(submission)?.has(auditor) ?? false)
}

/** Who may speak in the first stage. */
function askedFirst(
  { submissions }: RoundInputs,
  { judges }: AuditRule,
  panels: readonly Panel[],
  electorate: Electorate,
): (auditor: string, submission: string | null) => boolean {
  if (judges === 'panel') return isDrawn(panels)
  if (judges === 'voters') return electorate.isAsked
  const submitters = new Set(submissions.map(({ person }) => person))
  return (auditor, submission) => submission === null && submitters.has(auditor)
}

/** An appeal is decided by what more than half of its panel say; without that the first verdict stands. */
function afterAppeals(
  submissions: readonly Submission[],
  first: readonly Verdict[],
  appeal: Hearing,
  panel: number,
): Verdict[] {
  const about = groupBySubmission(appeal.statements)
  return submissions.map((submission, place) => {
    const before = first[place]!
    const statements = about.get(submission.id)
    if (!statements) return before
    const after = agreed(submission, judgementsOf(statements), majorityOf(panel))
    return after.outcome === 'undecided' ? before : { ...after, doubledRank: before.doubledRank }
  })
}

function whoWasRight(
  verdicts: readonly Verdict[],
  first: readonly Statement[],
  opinion: (statement: Statement) => Outcome | null,
  appeal: readonly Statement[],
): Map<string, string[]> {
  const final = new Map(verdicts.map(({ submission, outcome }) => [submission, outcome]))
  const said = [
    ...first.map((one) => ({ ...one, says: opinion(one) })),
    ...appeal.map((one) => ({ ...one, says: opinionOfJudgement(one.content) })),
  ]
  const right = new Map<string, string[]>()
  for (const { auditor, submission, says } of said.sort((a, b) => byKey(a.auditor, b.auditor))) {
    if (submission === null || says === null || final.get(submission) !== says) continue
    right.set(submission, [...(right.get(submission) ?? []), auditor])
  }
  return right
}

function groupBySubmission(statements: readonly Statement[]): Map<string, Statement[]> {
  const groups = new Map<string, Statement[]>()
  for (const statement of statements) {
    if (statement.submission === null) continue
    const group = groups.get(statement.submission)
    if (group) group.push(statement)
    else groups.set(statement.submission, [statement])
  }
  return groups
}
