import { after, DAY, MINUTE, SECOND } from '@/kit/time'
import { nextState, type TransitionTable } from '@/kit/transition'

export const INTENT_STATES = [
  'prepared',
  'declined',
  'sent',
  'seen',
  'confirmed',
  'finalized',
  'failed',
  'expired',
  'lost',
] as const
export type IntentState = (typeof INTENT_STATES)[number]
export type IntentEvent = 'decline' | 'submit' | 'see' | 'confirm' | 'finalize' | 'fail' | 'expire' | 'lose'

/** What became of a transaction. A fork can take back what was seen, so the end is reached from every state before it. */
const ENDS = { confirm: 'confirmed', finalize: 'finalized', fail: 'failed', expire: 'expired', lose: 'lost' } as const

/** The life of an intent. `lost`: the chain's history no longer reaches back, so nobody can say from it what happened. */
export const INTENT_TABLE: TransitionTable<IntentState, IntentEvent> = {
  prepared: { decline: 'declined', submit: 'sent', expire: 'expired' },
  sent: { see: 'seen', ...ENDS },
  seen: { see: 'seen', ...ENDS },
  confirmed: { ...ENDS },
  declined: {},
  finalized: {},
  failed: {},
  expired: {},
  lost: {},
}

/** The next state of an intent; undefined when the event changes nothing. */
export const intentAfter = (state: IntentState, event: IntentEvent) => nextState(INTENT_TABLE, state, event)

/** States in which money may still move by this transaction, or has moved and is not final. */
export const IN_FLIGHT: readonly IntentState[] = ['sent', 'seen', 'confirmed']

/** States that still change by themselves. */
export const UNSETTLED: readonly IntentState[] = ['prepared', ...IN_FLIGHT]

export const isUnsettled = (state: IntentState): boolean => UNSETTLED.includes(state)

export const isInFlight = (state: IntentState): boolean => IN_FLIGHT.includes(state)

/** What a state means for the money, in one sentence. */
export const INTENT_WORDS: Readonly<Record<IntentState, string>> = {
  prepared: 'Prepared, not sent. No money has moved.',
  declined: 'The wallet declined. No money has moved.',
  sent: 'Sent. The chain has not reported it yet.',
  seen: 'The chain has it; it is not confirmed yet.',
  confirmed: 'Confirmed. It is final in a few seconds.',
  finalized: 'Final: it is done, and the chain does not undo it.',
  failed: 'The chain refused it. Only the network fee was taken.',
  expired: 'Expired: it never arrived and never can. No money has moved.',
  lost: 'The chain’s history no longer reaches back to it. Your position shows what happened.',
}

/** How long people may take for a transaction that stands on a nonce. Afterwards our last signature is not given any more. */
const NONCE_LIFE_MS = 3 * DAY
/** A sent transaction that stands on a nonce and has not arrived by then is made impossible, so that its end is known. */
const STUCK_AFTER_MS = 5 * MINUTE

/** A node may show what a transaction changed, its nonce for one, a moment before it shows the transaction. */
const SHOWN_WITHIN_MS = 30 * SECOND

/** Whether a transaction whose nonce is used up and that is not on chain may still be shown as the one that used it. */
export const mayShowUp = (sentAt: Date | null, now: Date): boolean =>
  sentAt !== null && now < after(sentAt, SHOWN_WITHIN_MS)

/** Whether too much time has passed since the preparation to sign and send it. */
export const isTooOld = (preparedAt: Date, now: Date): boolean => now >= after(preparedAt, NONCE_LIFE_MS)

export const isStuck = ({ state, sentAt }: { state: IntentState; sentAt: Date | null }, now: Date): boolean =>
  isInFlight(state) && sentAt !== null && now >= after(sentAt, STUCK_AFTER_MS)
