import { after, DAY, HOUR } from '@/kit/time'

/** Days on which nothing is due, as ISO dates in UTC: a dated list, since no rule says what next year's will be. */
export type Holidays = ReadonlySet<string>

const dateOf = (instant: Date): string => instant.toISOString().slice(0, 10)

/** Whether a UTC day counts as a business day: Monday to Friday, and no holiday. */
export function isBusinessDay(instant: Date, holidays: Holidays): boolean {
  const weekday = instant.getUTCDay()
  return weekday !== 0 && weekday !== 6 && !holidays.has(dateOf(instant))
}

/** The instant that lies a number of whole business days after another: same time of day in UTC, the day of the notice not counted. */
export function afterBusinessDays(notice: Date, days: number, holidays: Holidays): Date {
  let [at, left] = [notice, days]
  while (left > 0) {
    at = after(at, DAY)
    if (isBusinessDay(at, holidays)) left -= 1
  }
  return at
}

/**
 * When a right to withdraw ends: 4 days of reflection under Regulation (EU) 2020/1503, article 22(3), and 14 under Regulation (EU)
 * 2023/1114, article 13. Calendar days are 24 hours in UTC, so neither summer time nor a leap day moves them.
 */
export const withdrawalEnds = (committedAt: Date, calendarDays: number): Date => after(committedAt, calendarDays * DAY)

/**
 * From when to when a raise takes money, and how long it lets it be taken back for any reason, as its program has it. `reflection` is
 * milliseconds after each commitment.
 */
export type TakeBack = { opensAt: Date; withdrawUntil: Date; reflection: number; closesAt: Date }

/** Until when what is committed at an instant can be taken back: everything until one, and what is new until another. */
const takenBackUntil = (raise: TakeBack, at: Date): readonly Date[] => [
  raise.withdrawUntil,
  after(at, raise.reflection),
]

/**
 * Whether money that is committed at an instant can be taken back for as many calendar days as a regime asks. Where the right ends with the
 * offer, as under Regulation (EU) 2023/1114, article 13(4), the close of the raise is enough.
 */
export function givesDays(raise: TakeBack, days: number, at: Date, endsWithOffer: boolean): boolean {
  const asked = withdrawalEnds(at, days)
  return takenBackUntil(raise, at).some((until) => until >= asked || (endsWithOffer && until >= raise.closesAt))
}

/** 17 CFR 227.304(a): for any reason until 48 hours before the offer's deadline. */
export const cancellationEnds = (deadline: Date): Date => after(deadline, -48 * HOUR)

/** Whether money that is committed at an instant can be taken back until then. Later there is no such right, so nothing lacks. */
export const givesCancellation = (raise: TakeBack, at: Date): boolean =>
  takenBackUntil(raise, at).some((until) => until >= cancellationEnds(raise.closesAt))

/**
 * 17 CFR 227.303(a)(2): an offer is public for 21 days before anything is sold. The program knows no early close, and its dates never
 * change, so the notices that .304(b) asks for before one are nobody's.
 */
export const earliestClose = (openedAt: Date): Date => after(openedAt, 21 * DAY)

/** 17 CFR 227.304(c): after a material change silence cancels, 5 business days after the notice. */
export const reconfirmUntil = (noticeAt: Date, holidays: Holidays, days = 5): Date =>
  afterBusinessDays(noticeAt, days, holidays)

/** COBS 4.12A: a first-time investor sees the direct offer 24 hours after asking for it. */
export const coolingEnds = (requestedAt: Date): Date => after(requestedAt, 24 * HOUR)

/** The instant some calendar months later; a day that the month does not have becomes the first of the next. */
export function afterMonths(instant: Date, months: number): Date {
  const later = new Date(instant)
  later.setUTCMonth(later.getUTCMonth() + months)
  return later
}
