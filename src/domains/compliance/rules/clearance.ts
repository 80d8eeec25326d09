import { after, DAY } from '@/kit/time'
import type { Limits } from '../schema'

const CLEARANCE_MONTHS = 12

/** A clearance lasts 12 calendar months; from 29 February it lasts until 1 March. */
export function clearanceUntil(grantedAt: Date): Date {
  const until = new Date(grantedAt)
  until.setUTCMonth(until.getUTCMonth() + CLEARANCE_MONTHS)
  return until
}

/** What a standard clearance allows: 1,000,000 KOII a raise. Positions in other tokens are bounded by each raise alone. */
export const STANDARD_LIMITS: Limits = { KOII: { perRaise: 1_000_000n * 10n ** 9n, perYear: null } }

/** Limits as the database keeps them: decimal strings, since JSON numbers cannot carry base units. */
export type StoredLimits = Record<string, { perRaise: string | null; perYear: string | null }>

export const writeLimits = (limits: Limits): StoredLimits =>
  Object.fromEntries(
    Object.entries(limits).map(([asset, { perRaise, perYear }]) => [
      asset,
      { perRaise: perRaise?.toString() ?? null, perYear: perYear?.toString() ?? null },
    ]),
  )

export const readLimits = (stored: StoredLimits): Limits => {
  const amount = (text: string | null) => (text === null ? null : BigInt(text))
  return Object.fromEntries(
    Object.entries(stored).map(([asset, { perRaise, perYear }]) => [
      asset,
      { perRaise: amount(perRaise), perYear: amount(perYear) },
    ]),
  )
}

/** Stakes are checked daily; a check counts for two days, so that one missed day takes nobody's status away. */
const OPERATOR_CHECK_COUNTS = 2 * DAY

/** Until when a check of the stake list counts. */
export const operatorUntil = (checkedAt: Date): Date => after(checkedAt, OPERATOR_CHECK_COUNTS)

/** Checks older than this count no more. */
export const oldestOperatorCheck = (now: Date): Date => after(now, -OPERATOR_CHECK_COUNTS)
