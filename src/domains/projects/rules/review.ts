import { after, DAY, HOUR } from '@/kit/time'
import type { SectionName } from '../schema/content'
import type { Outcome, ReviewReason } from '../schema/review'
import { refuse } from './refusals'

/** The points that a reviewer confirms one by one. All must hold before an approval is proposed. */
export const CHECKLIST = [
  { id: 'team', text: 'Each named member can be found under the link given, and the team’s name is theirs.' },
  { id: 'purpose', text: 'The project builds or uses decentralised infrastructure, and the resources offered fit it.' },
  { id: 'roadmap', text: 'Each milestone can be checked by an outsider when its day comes.' },
  { id: 'budget', text: 'Each budget line is plausible, and the minimum alone gives a usable result.' },
  { id: 'token', text: 'What the token buys is stated plainly, and the token’s facts on chain are as written.' },
  { id: 'terms', text: 'Terms, budget and roadmap fit together, and every remaining authority is explained.' },
  { id: 'risks', text: 'The risks that matter are named in words that a newcomer understands.' },
  { id: 'documents', text: 'The documents support what is claimed, and no public text holds personal data.' },
  { id: 'independence', text: 'I have no position in this project and no tie to its team.' },
] as const

/** What is scored from 0 to 5, with its weight in the average. */
export const CRITERIA = [
  { id: 'need', text: 'Need: who lacks this today', weight: 20 },
  { id: 'team', text: 'Team: have they done such a thing before', weight: 25 },
  { id: 'plan', text: 'Plan: is each step believable', weight: 25 },
  { id: 'budget', text: 'Budget: is the money in proportion', weight: 15 },
  { id: 'token', text: 'Token: does it buy something real', weight: 15 },
] as const

/** The least weighted average for an approval, in hundredths of a point. */
export const APPROVAL_SCORE = 300

type ReasonSpec = { section: SectionName | 'documents'; code: string; text: string }

/** Why an application is sent back or rejected, by section. */
export const REASONS: readonly ReasonSpec[] = [
  { section: 'project', code: 'unclear', text: 'It is not clear what is built or for whom.' },
  { section: 'project', code: 'out-of-scope', text: 'The project is not about decentralised infrastructure.' },
  { section: 'project', code: 'roadmap-not-checkable', text: 'Milestones cannot be checked by an outsider.' },
  { section: 'team', code: 'not-found', text: 'A member cannot be found under the link given.' },
  { section: 'team', code: 'misleading', text: 'What is said about the team is misleading.' },
  { section: 'resources', code: 'not-plausible', text: 'The resources offered are not plausible.' },
  { section: 'budget', code: 'not-plausible', text: 'A budget line is not plausible.' },
  { section: 'budget', code: 'minimum-useless', text: 'The minimum would not give a usable result.' },
  { section: 'tokenomics', code: 'no-use', text: 'It is not clear what the token buys.' },
  { section: 'tokenomics', code: 'team-share', text: 'The share of the team is not explained.' },
  { section: 'token', code: 'authority', text: 'An authority over the token remains without explanation.' },
  { section: 'token', code: 'wrong-facts', text: 'The token’s facts differ from what is written.' },
  { section: 'terms', code: 'unfit', text: 'The terms do not fit the budget or the roadmap.' },
  { section: 'terms', code: 'unfair', text: 'The terms put investors at an unfair disadvantage.' },
  { section: 'tranches', code: 'too-early', text: 'Money would be paid before it is needed.' },
  { section: 'risks', code: 'missing-risk', text: 'A risk that matters is not named.' },
  { section: 'risks', code: 'promises', text: 'Returns are promised.' },
  { section: 'documents', code: 'missing', text: 'A document that supports a claim is missing.' },
  { section: 'documents', code: 'unreadable', text: 'A document cannot be read.' },
]

/** How long an application stays with the reviewer who took it. */
export const LEASE = 24 * HOUR
/** How long a team waits at most before a person has looked; the queue warns at half and at four fifths. */
export const REVIEW_PROMISE = 10 * DAY

export type Urgency = 'fresh' | 'half' | 'late' | 'over'

/** How far the promised time has run. */
export function urgency(submittedAt: Date, now: Date): Urgency {
  const age = now.getTime() - submittedAt.getTime()
  if (age >= REVIEW_PROMISE) return 'over'
  if (age * 10 >= REVIEW_PROMISE * 8) return 'late'
  return age * 2 >= REVIEW_PROMISE ? 'half' : 'fresh'
}

export type Sheet = { checklist: Readonly<Record<string, boolean>>; scores: Readonly<Record<string, number>> }

/** The weighted average in hundredths of a point, rounded down; a criterion without a score counts as 0. */
export function weightedScore(scores: Sheet['scores']): number {
  const weights = CRITERIA.reduce((sum, { weight }) => sum + weight, 0)
  const points = CRITERIA.reduce((sum, { id, weight }) => sum + (scores[id] ?? 0) * weight, 0)
  return Math.floor((points * 100) / weights)
}

/** Refuses marks for points that the sheet does not have. */
export function checkMarks({ checklist, scores }: Sheet): void {
  const points: readonly string[] = CHECKLIST.map(({ id }) => id)
  const criteria: readonly string[] = CRITERIA.map(({ id }) => id)
  const stranger =
    Object.keys(checklist).find((mark) => !points.includes(mark)) ??
    Object.keys(scores).find((mark) => !criteria.includes(mark))
  if (stranger) throw refuse.unknownMark({ mark: stranger })
}

/** What a sheet lacks for an approval; null when nothing. */
export function missingForApproval({ checklist, scores }: Sheet): string | null {
  const point = CHECKLIST.find(({ id }) => !checklist[id])
  if (point) return `confirm “${point.text}”`
  const unscored = CRITERIA.find(({ id }) => scores[id] === undefined)
  if (unscored) return `score “${unscored.text}”.`
  const zero = CRITERIA.find(({ id }) => scores[id] === 0)
  if (zero) return `no criterion may stand at 0, and “${zero.text}” does.`
  return weightedScore(scores) < APPROVAL_SCORE ? 'the weighted score must be at least 3.' : null
}

/** Refuses a proposal that lacks what its outcome needs. */
export function checkProposal(outcome: Outcome, reasons: readonly ReviewReason[], sheet: Sheet): void {
  const stranger = reasons.find(
    ({ section, code }) => !REASONS.some((reason) => reason.section === section && reason.code === code),
  )
  if (stranger) throw refuse.unknownReason(stranger)
  if (outcome !== 'approve' && reasons.length === 0) throw refuse.noReason()
  const what = outcome === 'approve' ? missingForApproval(sheet) : null
  if (what) throw refuse.sheetIncomplete({ what })
}

export type Actor = { personId: string; wallets: readonly string[] }

/** Who a project belongs to: the applicant, and the holders of the team's wallets. */
export type Side = { ownerId: string | null; wallets: readonly string[] }

/** Whether somebody belongs to a project: then they neither review it, nor decide on it, nor read what reviewers write. */
export const isOnSide = (actor: Actor, side: Side): boolean =>
  actor.personId === side.ownerId || actor.wallets.some((wallet) => side.wallets.includes(wallet))

/** Refuses somebody who belongs to the project. */
export function checkIndependence(actor: Actor, side: Side): void {
  if (isOnSide(actor, side)) throw refuse.ownProject()
}

type Assignment = { assigneeId: string | null; assignedUntil: Date | null }

/** Who has the application now; null when nobody or when the time ran out. */
export const assigneeAt = ({ assigneeId, assignedUntil }: Assignment, now: Date): string | null =>
  assigneeId && assignedUntil && now < assignedUntil ? assigneeId : null

/** Until when somebody who takes an application now has it. */
export const leaseUntil = (now: Date): Date => after(now, LEASE)

/** Refuses the second signature of the first signer, a review of another text, and a return without a word. */
export function checkVerdict(input: {
  verdict: 'confirm' | 'return'
  comment: string
  deciderId: string
  proposedBy: string
  reviewedDigest: string
  currentDigest: string
}): void {
  if (input.deciderId === input.proposedBy) throw refuse.samePerson()
  if (input.verdict === 'return' && input.comment.trim() === '') throw refuse.noComment()
  if (input.verdict === 'confirm' && input.reviewedDigest !== input.currentDigest) throw refuse.staleReview()
}
