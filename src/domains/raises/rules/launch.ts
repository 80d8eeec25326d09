/** The steps from an approved project to an open raise, in order. */
export const LAUNCH_STEPS = ['token', 'create', 'deposit', 'open'] as const
export type LaunchStep = (typeof LAUNCH_STEPS)[number] | 'running' | 'ended'

type Progress = {
  hasToken: boolean
  /** The program's state; null while there is no raise on chain. */
  state: 'Draft' | 'Open' | 'Succeeded' | 'Failed' | 'Unwinding' | 'Closed' | null
  gone: boolean
  deposited: bigint
  needed: bigint
}

/** What comes next for the issuer. */
export function launchStep({ hasToken, state, gone, deposited, needed }: Progress): LaunchStep {
  if (gone) return 'ended'
  if (!hasToken) return 'token'
  if (state === null) return 'create'
  if (state === 'Draft') return deposited < needed ? 'deposit' : 'open'
  return state === 'Open' ? 'running' : 'ended'
}
