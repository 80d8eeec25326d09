import { after, DAY } from '@/kit/time'

/** What counts as a look at something sealed: acts of the log, and how people read them. */
export const VIEW_KINDS = {
  'vault.documentViewed': 'Pages of documents',
  'compliance.evidenceViewed': 'Evidence of verifications',
  'compliance.fieldsRevealed': 'Personal fields',
  'compliance.packExported': 'Evidence packs',
  'screening.looked': 'Fields of comparisons',
  'companies.evidenceViewed': 'Papers of companies',
  'companies.peopleRevealed': 'People of companies',
  'complaints.read': 'Complaints',
  'companies.packExported': 'Evidence packs of companies',
} as const
export type ViewKind = keyof typeof VIEW_KINDS
export const viewKinds = (): ViewKind[] => Object.keys(VIEW_KINDS) as ViewKind[]

/** So many days before are somebody's usual measure; days without a look count as none. */
export const USUAL_DAYS = 30
/** Fewer looks than this on a day alarm nobody, however unusual they are. */
const UNREMARKABLE = 20
const TIMES_USUAL = 3

/** Twice the median of the last 30 days, so that it stays a whole number. `looks` has the days with any; the others count 0. */
export function medianHalves(looks: readonly number[]): number {
  const days = [...looks, ...Array.from({ length: Math.max(0, USUAL_DAYS - looks.length) }, () => 0)]
  const sorted = days.toSorted((one, other) => one - other)
  return sorted[USUAL_DAYS / 2 - 1]! + sorted[USUAL_DAYS / 2]!
}

/** The rule of the alarm: more than 20 looks on one day, and more than three times somebody's own median of the 30 days before. */
export const isOutlier = (looks: number, usualHalves: number): boolean =>
  looks > UNREMARKABLE && 2 * looks > TIMES_USUAL * usualHalves

/** At most so many days are made up for: the log holds all, but nobody reads more. */
const MADE_UP_FOR = 62

const midnight = (instant: Date): Date => new Date(Math.floor(instant.getTime() / DAY) * DAY)

/** The whole days (UTC) that are to be counted, oldest first, each by its beginning: from the one after the last to yesterday. */
export function daysDue(last: Date | null, now: Date): Date[] {
  const today = midnight(now)
  const first = last ? after(last, DAY) : after(today, -DAY)
  const earliest = after(today, -MADE_UP_FOR * DAY)
  const days: Date[] = []
  let day = new Date(Math.max(first.getTime(), earliest.getTime()))
  for (; day < today; day = after(day, DAY)) days.push(day)
  return days
}
