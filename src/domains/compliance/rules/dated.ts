import { refusals } from '@/kit/refusal'
import { after, DAY } from '@/kit/time'
import type { Holidays } from './deadline'

/** Lists that are kept as dated data: each version names its source, and two people put it in force. */
export const LISTS = ['fatf', 'holidays.us'] as const
export type ListName = (typeof LISTS)[number]

export const LIST_WORDS: Record<ListName, { name: string; what: string }> = {
  fatf: {
    name: 'Countries by risk',
    what: 'The FATF’s call for action counts as high, increased monitoring as medium.',
  },
  'holidays.us': { name: 'US holidays', what: 'Days on which no business day of a US rule passes.' },
}

/** After so many days without a new version a list is shown as stale: the FATF meets three times a year, holidays are known for years. */
const STALE_AFTER_DAYS: Record<ListName, number> = { fatf: 150, 'holidays.us': 400 }

/** Whether somebody should look for a newer version of a list. */
export const isStaleList = (list: ListName, asOf: Date, now: Date): boolean =>
  now >= after(asOf, STALE_AFTER_DAYS[list] * DAY)

/** Two-letter codes of countries by risk, as of a day. */
export type CountryList = { asOf: string; high: readonly string[]; medium: readonly string[] }

/** Holidays, and the last year that they cover whole. */
export type Calendar = { asOf: string; days: Holidays }

export const refuseDated = refusals('compliance', {
  noRuleOpen: { kind: 'missing', message: () => 'Nothing is proposed here. Load the page again.' },
  beginsTooEarly: {
    kind: 'invalid',
    field: 'effectiveFrom',
    message: () => 'A version begins on a day after today. What was decided before stays as it was.',
  },
  endsBefore: { kind: 'invalid', field: 'effectiveTo', message: () => 'The last day lies after the first one.' },
  numbers: { kind: 'invalid', field: 'params', message: (c: { problem: string }) => c.problem },
  asOfFuture: { kind: 'invalid', field: 'asOf', message: () => 'A list is as of today or of a day before.' },
  olderList: {
    kind: 'invalid',
    field: 'asOf',
    message: () => 'A newer list is in force. Write the day of which this one is.',
  },
  twiceListed: {
    kind: 'invalid',
    field: 'medium',
    message: (c: { country: string }) => `${c.country} stands in both lists. Leave it in one.`,
  },
})
