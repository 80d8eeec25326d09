/** Where a raise stands for people: the program's state read against the clock. */
export const PHASES = [
  'upcoming',
  'open',
  'paused',
  'settling',
  'succeeded',
  'failed',
  'cancelled',
  'unwinding',
  'closed',
] as const
export type Phase = (typeof PHASES)[number]

export const PHASE_WORDS: Record<Phase, string> = {
  upcoming: 'Upcoming',
  open: 'Open',
  paused: 'Paused',
  settling: 'Being settled',
  succeeded: 'Succeeded',
  failed: 'Failed: money back',
  cancelled: 'Cancelled: money back',
  unwinding: 'Unwinding',
  closed: 'Closed',
}

/** What the list can be ordered by. `closing`: the next to close first; all others largest or newest first. */
export const SORTS = ['closing', 'newest', 'raised', 'percent', 'backers'] as const
export type Sort = (typeof SORTS)[number]

type Times = {
  state: 'draft' | 'open' | 'succeeded' | 'failed' | 'unwinding' | 'closed'
  paused: boolean
  /** Ended by somebody before it could be settled. */
  cancelled: boolean
  opensAt: Date
  closesAt: Date
}

/** The phase at an instant. Intervals are half-open; a project without a raise yet is upcoming. */
export function phaseOf(raise: Times | null, now: Date): Phase {
  if (!raise || raise.state === 'draft') return 'upcoming'
  if (raise.state === 'failed' && raise.cancelled) return 'cancelled'
  if (raise.state !== 'open') return raise.state
  if (now < raise.opensAt) return 'upcoming'
  if (now >= raise.closesAt) return 'settling'
  return raise.paused ? 'paused' : 'open'
}
