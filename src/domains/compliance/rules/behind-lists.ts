import type { ListStanding } from '@/domains/screening/queries/standing'
import type { CaseState } from '../schema'

/** States in which a change of the lists changes what staff may do with a case. */
export const LIST_STATES = ['in_review', 'needs_resubmission', 'pending_second'] as const satisfies readonly CaseState[]

/**
 * Whether a case does not show yet what the lists say: it waits for their answer, or is held back without a reason, or has a reason
 * to be held back and is not.
 */
export function isBehind({ state, hold }: { state: CaseState; hold: string | null }, standing: ListStanding): boolean {
  if (state === 'screening') return true
  if (!LIST_STATES.some((open) => open === state)) return false
  const isUnclear = standing === 'candidates' || standing === 'confirmed'
  return isUnclear ? hold !== 'screening' : standing === 'clear' && hold === 'screening'
}
