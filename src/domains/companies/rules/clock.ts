import { afterMonths } from '@/domains/compliance/rules/deadline'
import { after, DAY, MINUTE } from '@/kit/time'
import type { CompanyState } from '../schema'

/** Who takes a company's case has it for this long. */
export const LEASE = 30 * MINUTE
/** An invitation works once, within this time. */
export const INVITATION_LIFE = 14 * DAY
/** Regulation (EU) 2020/1503, article 23(12): an offer is suspended for 30 calendar days at most, then cancelled. */
export const suspendedUntil = (from: Date): Date => after(from, 30 * DAY)

/** States that wait for the owner or for the people that the owner invites. */
export const SILENT_STATES = ['draft', 'changes_requested', 'parties'] as const satisfies readonly CompanyState[]
/** Days of silence after which the owner is reminded, and after which a case is given up. */
const REMINDERS_AFTER = [14 * DAY, 25 * DAY] as const
const SILENCE = 30 * DAY
/** What was sent and typed for a case that was given up is kept this long. */
const ABANDONED_KEPT = 7 * DAY

type Silent = { state: CompanyState; approvalId: string | null; touchedAt: Date; reminders: number }

/** Whether silence can end a case: never one that was approved before, whose investors wait for its owner. */
const maySilence = ({ state, approvalId }: Pick<Silent, 'state' | 'approvalId'>): boolean =>
  approvalId === null && SILENT_STATES.some((silent) => silent === state)

/** What silence asks for now: a reminder, the end, or nothing. */
export function silenceAsks(company: Silent, now: Date): 'reminder' | 'end' | null {
  if (!maySilence(company)) return null
  if (now >= after(company.touchedAt, SILENCE)) return 'end'
  const due = REMINDERS_AFTER.filter((wait) => now >= after(company.touchedAt, wait)).length
  return due > company.reminders ? 'reminder' : null
}
/** The last instant at which a case was touched of which the first reminder is due. */
export const silentSince = (now: Date): Date => after(now, -REMINDERS_AFTER[0])
/** When a silent case ends. */
export const silenceEnds = (touchedAt: Date): Date => after(touchedAt, SILENCE)
/** The last instant at which a case was given up of which nothing is kept any more. */
export const abandonedBefore = (now: Date): Date => after(now, -ABANDONED_KEPT)

/** Each approval is looked at again after so many months, as those of people are; the owner hears of it this long before. */
const REVIEW_MONTHS = 12
const REVIEW_NOTICE = 30 * DAY
/** The latest review of which owners are told by now. */
export const reviewsToldOf = (now: Date): Date => after(now, REVIEW_NOTICE)
export const nextReview = (approvedAt: Date): Date => afterMonths(approvedAt, REVIEW_MONTHS)

/** An appeal is possible once, until this long after the decision. */
const APPEAL_TIME = 30 * DAY
/** Until when a rejection may be appealed; null where it cannot. */
export const appealUntil = (company: { state: CompanyState; settledAt: Date | null; appealedAt: Date | null }) =>
  company.state === 'rejected' && company.appealedAt === null && company.settledAt
    ? after(company.settledAt, APPEAL_TIME)
    : null

/**
 * From how much on somebody counts as an owner, in hundredths of a percent: the dated rules of the regimes that are on name it, the
 * lowest holds; 25 % without any (Regulation (EU) 2024/1624, article 52).
 */
export function ownerThreshold(rules: readonly { params: Readonly<Record<string, string>> }[]): bigint {
  const named = rules.flatMap(({ params }) => (/^\d{1,5}$/.test(params.ownerBps ?? '') ? BigInt(params.ownerBps!) : []))
  let lowest = 2_500n
  for (const one of named) if (one < lowest) lowest = one
  return lowest
}
