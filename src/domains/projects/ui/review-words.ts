import type { Tone } from '@/ui/badge'
import { type ApplicationState, STATE_WORDS } from '../rules/application'
import { REASONS, type Urgency } from '../rules/review'
import type { Outcome, ReviewReason } from '../schema/review'

/** A state with the colour that repeats its words. */
export const stateBadge = (state: ApplicationState): { words: string; tone: Tone } => ({
  words: STATE_WORDS[state],
  tone:
    state === 'approved'
      ? 'good'
      : state === 'rejected'
        ? 'bad'
        : state === 'changes_requested'
          ? 'warn'
          : state === 'draft' || state === 'withdrawn'
            ? 'neutral'
            : 'brand',
})

export const OUTCOME_WORDS: Record<Outcome, string> = {
  approve: 'approve',
  reject: 'reject',
  request_changes: 'ask for changes',
}

export const URGENCY: Record<Urgency, { words: string; tone: Tone }> = {
  fresh: { words: 'in time', tone: 'neutral' },
  half: { words: 'half the promised time has passed', tone: 'brand' },
  late: { words: 'soon late', tone: 'warn' },
  over: { words: 'late', tone: 'bad' },
}

/** What a reason says. */
export const reasonWords = ({ section, code }: ReviewReason): string =>
  REASONS.find((reason) => reason.section === section && reason.code === code)?.text ?? code

/** A score in hundredths as people write it: 320 is `3.20`. */
export const scoreWords = (hundredths: number): string =>
  `${Math.floor(hundredths / 100)}.${`${hundredths % 100}`.padStart(2, '0')}`
