import { after, MINUTE } from '@/kit/time'

/** A decision about somebody needs a second factor that is no older than this. */
const STEP_UP_LIFE = 5 * MINUTE

/**
 * Whether the code has to be shown once more before a decision. The people of the demo world have no authenticator: their sessions
 * exist on the local network only, where one click signs anybody in.
 */
export const isStepUpDue = (
  { method, secondFactorAt }: { method: 'wallet' | 'email' | 'demo'; secondFactorAt: Date | null },
  at: Date,
): boolean => method !== 'demo' && (secondFactorAt === null || after(secondFactorAt, STEP_UP_LIFE) <= at)
