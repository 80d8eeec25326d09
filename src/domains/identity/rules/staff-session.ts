import { digestOf } from '@/kit/digest'
import { after, HOUR, MINUTE, SECOND } from '@/kit/time'
import type { Client } from '@/server/session-cookie'

// OWASP ASVS 5.0, 7.3.1 and 7.3.2, asks for both ends of a session and leaves the numbers to whoever runs the site.
const LONGEST = 8 * HOUR
const IDLE = 15 * MINUTE
/** Noted no more often than this, so that not every look is a write; an idle session ends that much earlier at most. */
const NOTED_EVERY = 30 * SECOND

/** When a session that becomes one of staff now is over, whatever is done in it. */
export const staffUntil = (at: Date): Date => after(at, LONGEST)

/** What the staff's cookie is known by: neither token nor address nor browser can be read from it. */
export const staffHashOf = (token: string, { address, userAgent }: Client): string =>
  digestOf([token, address, userAgent])

/** What is stored of a session of staff; null where no key was shown in it. */
type Stored = { staffHash: string | null; staffSeenAt: Date | null }

/**
 * Whether a request comes from the very browser and address that showed a key in this session, less than 15 minutes after something
 * was last done as staff.
 */
export function isStaffOpen(
  { staffHash, staffSeenAt }: Stored,
  { staff, client }: { staff: string | null; client: Client },
  at: Date,
): boolean {
  if (!staff || !staffHash || !staffSeenAt || at >= after(staffSeenAt, IDLE)) return false
  return staffHashOf(staff, client) === staffHash
}

/** Acts before this instant are old enough for a newer one to be noted. */
export const oldestNoted = (at: Date): Date => after(at, -NOTED_EVERY)
