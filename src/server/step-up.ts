import { refusals } from '@/kit/refusal'
import type { Viewer } from './viewer'

/**
 * Whether an act of staff asks for a key that was shown for it within five minutes. Every change that staff make asks; the few that
 * do not say why, in their definition.
 */
export type StepUp = 'asked' | { notAsked: string }

export const refuseStepUp = refusals('server', {
  stepUp: {
    kind: 'forbidden',
    message: () => 'This act needs your passkey, shown for it within the last 5 minutes. Show it and try again.',
  },
  staffOver: {
    kind: 'forbidden',
    message: () =>
      'Show your passkey first. It counts in this browser at this address, until 15 minutes pass in which you do nothing here.',
  },
})

/** Refuses an act (a procedure's name) for which no key was shown in this session within five minutes. */
export function assertSteppedUp({ steppedUp }: Pick<Viewer, 'steppedUp'>, act: string): void {
  if (steppedUp !== 'every act' && !steppedUp.includes(act)) throw refuseStepUp.stepUp()
}
