import { DAY } from '@/kit/time'

/** The queues of the desk. `new`: nobody decided yet; `waiting`: for a second person or the member; `hits`: held back. */
export const QUEUES = ['new', 'waiting', 'hits', 'appeals', 'expiring'] as const
export type Queue = (typeof QUEUES)[number]

/** Within this time an approval's review comes up. */
export const SOON = 30 * DAY

/** The queue in which a case stands. */
export function queueOf({
  state,
  hold,
  appealedAt,
}: {
  state: string
  hold: string | null
  appealedAt: Date | null
}): Queue {
  if (state === 'approved' || state === 'reverify_due') return 'expiring'
  if (hold || state === 'suspended') return 'hits'
  if (appealedAt) return 'appeals'
  return state === 'in_review' ? 'new' : 'waiting'
}

export const PRIORITIES = ['critical', 'high', 'normal'] as const
/** How urgent a case is; a state that is not urgent at all counts as normal. */
export type Priority = (typeof PRIORITIES)[number]
