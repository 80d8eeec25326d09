import type { Asset } from '@/kit/money'
import { after, DAY, HOUR } from '@/kit/time'
import type { MilestoneAudit, MilestoneForm } from '../schema/milestone'
import type { RoundTimes, Sheet, WrittenSheet } from '../schema/rule-sheet'
import type { Outcome } from './audit-rule'
import { majorityOf } from './judgements'
import { refuseMilestone } from './milestone-refusals'

/** How long before the end of a payment's time its judging is over: two machines without a network sign. */
const SIGNING = DAY
/** Signatures of the last moment are seen on the chain within this time; then the round ends either way. */
const SEEN = DAY
/** Claims of a list last so long; a milestone has none, and every sheet names an end. */
const CLAIMS = 30 * DAY
const PANEL = 3

type Windows = Pick<MilestoneForm, 'opensAt' | 'evidenceUntil' | 'stepHours'>

/**
 * The instants of a round about a payment: evidence until `evidenceUntil`, then five steps of equal length (judge, show, appeal, judge
 * again, show again). What follows must be signed by `approveBy`. Refuses windows that do not fit.
 */
export function milestoneTimes({ opensAt, evidenceUntil, stepHours }: Windows, approveBy: Date): RoundTimes {
  if (evidenceUntil < after(opensAt, HOUR)) throw refuseMilestone.evidenceTooEarly()
  const step = (count: number) => after(evidenceUntil, count * stepHours * HOUR)
  const [judged, latest] = [step(5), after(approveBy, -SIGNING)]
  if (judged > latest) throw refuseMilestone.noTimeToSign({ judged, latest })
  return {
    opens: opensAt.toISOString(),
    submissionsEnd: evidenceUntil.toISOString(),
    commitsEnd: step(1).toISOString(),
    revealsEnd: step(2).toISOString(),
    appealsEnd: step(3).toISOString(),
    appealCommitsEnd: step(4).toISOString(),
    appealRevealsEnd: judged.toISOString(),
    rootDue: after(approveBy, SEEN).toISOString(),
    claimsEnd: after(approveBy, SEEN + CLAIMS).toISOString(),
  }
}

type Milestone = {
  projectId: string
  projectTitle: string
  /** Counted from 0. */
  tranche: number
  asset: Asset
  /** What the payment is, fee included, in base units of `asset`. */
  share: bigint
  audit: MilestoneAudit
  /** How many people had invested when it was proposed, and how many operators among them could judge. */
  investors: number
  operators: number
  times: RoundTimes
}

/** The sheet of a payment: the whole of it to the project where those who judge accept the evidence, nothing otherwise. */
export const milestoneSheet = ({
  projectId,
  tranche,
  asset,
  share,
  audit,
  investors,
  operators,
  ...given
}: Milestone): WrittenSheet => ({
  ...{ version: 2, kind: 'milestone', title: titleOf(given.projectTitle, tranche), times: given.times },
  asset: { symbol: asset.symbol, decimals: asset.decimals, mint: asset.mint },
  ...{ pool: share.toString(), eligible: [projectId], minimumBackers: 0 },
  reward: { id: 'equal', version: 1, parameters: {} },
  audit: { id: audit, version: 1, parameters: PARAMETERS[audit](investors) },
  panel: {
    ...{ first: audit === 'attestation' ? PANEL : 0, appeal: PANEL, leastWeight: 100_000_000 },
    leastOperators: audit === 'attestation' ? PANEL : tenthOf(operators),
  },
  bonds: { submission: '0', auditor: '0', toAuditors: 0 },
  caps: { countedPerPerson: null, paidPerRecipient: null, paidInAll: null },
})

/** A project's title takes up to 80 characters, and so does a sheet's. */
const titleOf = (title: string, tranche: number): string =>
  `Payment ${tranche + 1} of ${[...title].slice(0, 60).join('').trim()}`

/** How many of so many people must vote: a tenth, and three at least. */
const tenthOf = (people: number): number => Math.max(PANEL, Math.ceil(people / 10))

/**
 * One person, one vote; more than half decide. At least a tenth vote, and three people where there are so many. Operators vote alone
 * where there are three of them, a tenth of those known when the round was proposed.
 */
const PARAMETERS = {
  attestation: () => ({ needed: majorityOf(PANEL) }),
  'community-vote': (investors: number) => ({
    ...{ by: 'person', threshold: 5_001, stakeCap: null },
    quorum: Math.min(Math.max(investors, 1), tenthOf(investors)).toString(),
  }),
} as const satisfies Record<MilestoneAudit, (investors: number) => WrittenSheet['reward']['parameters']>

/** What is wrong with a sheet of a payment beside what the engine refuses; null when nothing is. */
export function milestoneProblem({
  audit,
  bonds,
  panel,
  reward,
  pool,
}: Sheet): { field: string; problem: string } | null {
  const faults: readonly (readonly [boolean, string, string])[] = [
    [audit?.id !== 'attestation' && audit?.id !== 'community-vote', 'audit', 'Choose attestation or community-vote.'],
    [reward.id !== 'equal', 'reward', 'A payment is made whole or not at all: write equal.'],
    [pool === 0n, 'pool', 'Write more than 0.'],
    [panel.leastChance !== undefined, 'panel.leastChance', 'Every payment is judged: leave it out.'],
    [panel.leastOperators === undefined, 'panel.leastOperators', 'Write from how many operators on these alone judge.'],
    [bonds.submission + bonds.auditor > 0n, 'bonds', 'Write 0: no list is posted that would give bonds back.'],
  ]
  const [, field, problem] = faults.find(([is]) => is) ?? []
  return field === undefined || problem === undefined ? null : { field, problem }
}

/** What the approvers are asked for after a final verdict; null where nothing was decided: silence releases nothing. */
export const orderFor = (outcome: Outcome | undefined): 'approve' | 'reject' | null =>
  outcome === 'accepted' ? 'approve' : outcome === 'refused' || outcome === 'fraud' ? 'reject' : null

export const ORDER_STATES = ['none', 'proposed', 'confirmed', 'returned', 'done'] as const
export type OrderState = (typeof ORDER_STATES)[number]

type AfterVerdict = { end: 'finish' } | { end: 'void' | 'lapse'; reason: string }
/**
 * How a round about a payment ends, from what became of its verdict's order; null while it waits for signatures. What was carried out
 * counts however late it is seen; what was not is given up at the sheet's `rootDue`.
 */
export function afterVerdict(order: OrderState, isOverdue: boolean): AfterVerdict | null {
  const end = AFTER_ORDER[order]
  return end === 'wait' ? (isOverdue ? LAPSED : null) : end
}

const AFTER_ORDER: Readonly<Record<OrderState, AfterVerdict | 'wait'>> = {
  none: {
    end: 'void',
    reason:
      'The investors did not decide, so nothing is released. The payment can be judged again while its time lasts.',
  },
  proposed: 'wait',
  confirmed: 'wait',
  returned: {
    end: 'void',
    reason: 'The operator turned the order down that the verdict made, so the approvers did not sign.',
  },
  done: { end: 'finish' },
}
const LAPSED = { end: 'lapse', reason: 'The approvers did not sign in time what the investors decided.' } as const
