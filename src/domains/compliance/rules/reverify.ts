import { after, DAY } from '@/kit/time'
import { clearanceUntil } from './clearance'

/** After this long without an act of the member's, what is theirs to finish is given up. */
export const SILENCE = 30 * DAY
/** What was uploaded to an abandoned verification is erased this long after it was abandoned. */
export const ABANDONED_KEPT = 7 * DAY
/** A screening that cannot be done is tried again for this long; then people look at the case, and say that it was not screened. */
export const SCREENING_PATIENCE = DAY

/** Before an end, the time in which a renewal is due. */
const RENEWAL_TIME = 30 * DAY
/** A document's last day and this long after it: the grace in which it may still stand. */
const DOCUMENT_GRACE = 30 * DAY

/**
 * When somebody approved now is to be looked at again, and until when the approval counts. Every 12 months, which keeps the 12
 * months for high risk and the 60 for others of Regulation (EU) 2024/1624, art. 26(2); sooner where the document ends: the review
 * is due 30 days before its last day, and 30 days after it the approval counts no more.
 */
export function reviewDates(approvedAt: Date, documentExpires: Date | null): { dueAt: Date; until: Date } {
  const yearly = clearanceUntil(approvedAt)
  const until = documentExpires ? earlier(yearly, after(documentExpires, DAY + DOCUMENT_GRACE)) : yearly
  const before = after(yearly, -RENEWAL_TIME)
  return { dueAt: documentExpires ? earlier(before, after(documentExpires, -RENEWAL_TIME)) : before, until }
}

const earlier = (one: Date, other: Date): Date => (one < other ? one : other)
