import type { Phase } from './phase'
import type { Standing } from './position'

/** Phases in which nobody can commit any more, and never will again. */
const OVER: readonly Phase[] = ['settling', 'succeeded', 'failed', 'cancelled', 'unwinding', 'closed']

/** Whether a raise takes no money any more. */
export const isOver = (phase: Phase): boolean => OVER.includes(phase)

/** What an owner can do with a position once the raise is over. The worker does all of it by itself a little later. */
export type AfterAct = 'refund' | 'unwind' | 'claim' | 'settle' | 'nothing'

/** The most that can be done now, money before tokens. */
export function afterAct(
  { refundable, unwindable, excessDue, claimableTokens }: Standing,
  { settleable }: { settleable: boolean },
): AfterAct {
  if (refundable > 0n) return 'refund'
  if (unwindable > 0n) return 'unwind'
  if (excessDue > 0n || claimableTokens > 0n) return 'claim'
  return settleable ? 'settle' : 'nothing'
}
