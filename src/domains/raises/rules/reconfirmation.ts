import { nextState, type TransitionTable } from '@/kit/transition'

/** What a position's owner makes of changed terms. */
export const RECONFIRM_STATES = ['due', 'confirmed', 'revoked', 'lapsed', 'late', 'refunded', 'superseded'] as const
export type ReconfirmState = (typeof RECONFIRM_STATES)[number]
/** What can happen: their yes, taking everything out, the deadline, the money back by the program, terms that changed once more. */
export const RECONFIRM_EVENTS = ['confirm', 'revoke', 'lapse', 'refund', 'supersede'] as const
export type ReconfirmEvent = (typeof RECONFIRM_EVENTS)[number]

/**
 * Silence is a no: the program refunds at settlement whoever has not agreed. It takes a yes until then, also one that comes after the
 * deadline of a regime, which the site no longer offers: `late` is for staff to look at.
 */
export const RECONFIRM_TABLE: TransitionTable<ReconfirmState, ReconfirmEvent> = {
  due: {
    ...{ confirm: 'confirmed', revoke: 'revoked', lapse: 'lapsed' },
    ...{ refund: 'refunded', supersede: 'superseded' },
  },
  lapsed: { confirm: 'late', revoke: 'revoked', refund: 'refunded', supersede: 'superseded' },
  confirmed: {},
  revoked: {},
  late: {},
  refunded: {},
  superseded: {},
}

export const reconfirmAfter = (state: ReconfirmState, event: ReconfirmEvent) => nextState(RECONFIRM_TABLE, state, event)

/** What is still looked at. */
export const UNDECIDED = ['due', 'lapsed'] as const satisfies readonly ReconfirmState[]

/** Somebody may agree before this instant, not at it. */
export const mayConfirm = (now: Date, dueAt: Date): boolean => now < dueAt

/** A reconfirmation beside its position as the mirror has it. */
export type Watched = {
  state: ReconfirmState
  /** The version of the terms that is asked about. */
  terms: number
  dueAt: Date
  position: { state: 'open' | 'withdrawn' | 'refunded' | 'completed' | 'undone'; terms: number }
  /** The present version of the raise's terms. */
  current: number
}

/** What became of it; null when nothing did. What the chain shows goes before what the clock says. */
export function reconfirmEvent({ terms, dueAt, position, current }: Watched, now: Date): ReconfirmEvent | null {
  if (position.state === 'withdrawn' || position.state === 'undone') return 'revoke'
  if (position.state === 'refunded') return 'refund'
  if (position.terms >= terms) return 'confirm'
  if (current > terms) return 'supersede'
  return mayConfirm(now, dueAt) ? null : 'lapse'
}

/** Whether its owner is told that their commitment counts no more: at the end of their time, or, where a settlement was first, with the refund. */
export const tellsOwner = ({ to, isSettled }: { to: ReconfirmState; isSettled: boolean }): boolean =>
  to === 'lapsed' || (to === 'refunded' && isSettled)

/** Until when somebody may agree: the program's own end, or the one of a regime that comes before it. */
export const earlierOf = (program: Date, regime: Date | null): Date => (regime && regime < program ? regime : program)
