import { z } from 'zod'
import { DAY, HOUR } from '@/kit/time'
import { LIST_SOURCES, type ListSource } from '../schema'

/**
 * Every number that a comparison or an import rests on, as one dated row of `screening_rule`. Scores are thousandths. A change is a
 * new row with its own day, so that an old match keeps the numbers by which it was found.
 */
export const thresholds = z.strictObject({
  /** From here on staff look at it: where both dates of birth are known, and where one is not. */
  reviewWithBirth: z.int(),
  /** Where both name one and the same day of birth, which is rare by chance; rows from before have none. */
  reviewSameDay: z.int().optional(),
  review: z.int(),
  /** From here on a second person must agree before it is cleared. */
  strong: z.int(),
  /** From here on two reasons, or one hard identifier, are needed. */
  twoReasons: z.int(),
  /** From here on it is kept as evidence of what was seen and was too little. */
  near: z.int(),
  /** The most that a name can reach which its publisher calls weak, without a date of birth that agrees. */
  weak: z.int(),
  birthYearFar: z.int(),
  birthYearNear: z.int(),
  birthDay: z.int(),
  birthSwapped: z.int(),
  country: z.int(),
  gender: z.int(),
  /** More matches than this are not kept; the run is called partial then. */
  mostMatches: z.int(),
  /** A list older than this many hours raises an alarm; older than that, nobody invests. */
  alarmHours: z.int(),
  stopHours: z.int(),
  /** How much smaller and larger than the one before a list may be, in hundredths. */
  mayShrink: z.int(),
  mayGrow: z.int(),
  /** Entries that every file of a publisher has, by the publisher's own number. */
  anchors: z.partialRecord(z.enum(LIST_SOURCES), z.array(z.string())),
  whitelistMonths: z.int(),
  reportBusinessDays: z.int(),
  /** Days on which no authority works, `2026-12-25`, besides Saturdays and Sundays. */
  holidays: z.array(z.iso.date()),
})
export type Thresholds = z.infer<typeof thresholds>

/** How old the knowledge of a list is, and what follows. */
export type ListAge = 'fresh' | 'old' | 'stale'
export function ageOf(checkedAt: Date | null, now: Date, rule: Thresholds): ListAge {
  if (!checkedAt) return 'stale'
  const age = now.getTime() - checkedAt.getTime()
  if (age > rule.stopHours * HOUR) return 'stale'
  return age > rule.alarmHours * HOUR ? 'old' : 'fresh'
}

/** The end (UTC) of the last of so many business days after an instant: Mondays to Fridays that are no holidays. */
export function businessDeadline(from: Date, rule: Thresholds): Date {
  const holidays = new Set(rule.holidays)
  let day = Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), from.getUTCDate())
  let left = rule.reportBusinessDays
  while (left > 0) {
    day += DAY
    const date = new Date(day)
    const isWeekend = date.getUTCDay() === 0 || date.getUTCDay() === 6
    if (!isWeekend && !holidays.has(date.toISOString().slice(0, 10))) left -= 1
  }
  return new Date(day + DAY - 1)
}

/** What a name on the whitelist is good for: so many calendar months. */
export function whitelistEnd(from: Date, rule: Thresholds): Date {
  const end = new Date(from)
  end.setUTCMonth(end.getUTCMonth() + rule.whitelistMonths)
  return end
}

/** The sources that are compared, from a comma-separated list; all of them where nothing is set. An unknown one is refused loudly. */
export function requiredSources(configured: string | undefined): ListSource[] {
  const named = (configured ?? '').split(',').flatMap((name) => name.trim() || [])
  if (named.length === 0) return [...LIST_SOURCES]
  return named.map((name) => {
    const source = LIST_SOURCES.find((known) => known === name)
    if (!source) throw new Error(`SCREENING_LISTS has ${name}, which is no list: ${LIST_SOURCES.join(', ')}`)
    return source
  })
}
