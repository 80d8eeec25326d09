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

/** How long a raise lets money be taken back for any reason, as its program has it. `reflection` is milliseconds after each commitment. */
export type TakeBack = { withdrawUntil: Date; reflection: number; closesAt: Date }

/**
 * Whether money that is committed at an instant can be taken back for as many calendar days as a regime asks. Where the right ends with the
 * offer, as under Regulation (EU) 2023/1114, article 13(4), the close of the raise is enough.
 */
export function givesDays(raise: TakeBack, days: number, at: Date, endsWithOffer: boolean): boolean {
  const asked = withdrawalEnds(at, days)
  const given = [raise.withdrawUntil, after(at, raise.reflection)]
  return given.some((until) => until >= asked || (endsWithOffer && until >= raise.closesAt))
}

/** 17 CFR 227.304(a): for any reason until 48 hours before the offer's deadline. */
export const cancellationEnds = (deadline: Date): Date => after(deadline, -48 * HOUR)

/** Every such right is held while now lies strictly before its end. */
export const mayStill = (now: Date, ends: Date): boolean => now < ends

/** 17 CFR 227.304(b): an offer may close early from here on: open for 21 days, and 5 business days after everybody was told. */
export function earliestClose(offer: { openedAt: Date; noticeAt: Date }, holidays: Holidays): Date {
  const open = after(offer.openedAt, 21 * DAY)
  const told = afterBusinessDays(offer.noticeAt, 5, holidays)
  return mayStill(open, told) ? told : open
}

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
