import { refusals } from '@/kit/refusal'
import { nextState, type TransitionTable } from '@/kit/transition'
import type { ErasureState } from '../schema'

export const refuseErasure = refusals('vault', {
  erasureOpen: { kind: 'conflict', message: () => 'You have asked for this already; it is under way.' },
  noErasure: { kind: 'missing', message: () => 'There is no such request.' },
  notNow: { kind: 'conflict', message: () => 'This cannot be done: the request has moved on. Load the page again.' },
  ownErasure: { kind: 'forbidden', message: () => 'Nobody decides on the erasure of their own data.' },
  samePerson: {
    kind: 'forbidden',
    message: () => 'You proposed this; another person has to confirm or return it.',
  },
  noProposal: {
    kind: 'conflict',
    message: () => 'Nothing is proposed for this request any more. Load the page again.',
  },
  proposalOpen: { kind: 'conflict', message: () => 'Something is proposed already. Decide on that first.' },
  badUntil: {
    kind: 'invalid',
    field: 'until',
    message: () => 'Choose a day after the present end, and at most five years after it.',
  },
  onHold: {
    kind: 'conflict',
    message: () => 'A hold stands against it. Lift the hold first; that takes two people, too.',
  },
  noHold: { kind: 'conflict', message: () => 'No hold stands against this request.' },
  typeIt: {
    kind: 'invalid',
    field: 'confirmation',
    message: () => 'Type “delete my data” to confirm. Nothing was deleted.',
  },
})

export const ERASURE_EVENTS = [
  'confirm_identity',
  'assess',
  'refuse',
  'restrict',
  'purge',
  'extend',
  'ask_provider',
  'nothing_elsewhere',
  'provider_redacted',
  'verify',
  'find_trace',
  'close',
] as const
export type ErasureEvent = (typeof ERASURE_EVENTS)[number]

/** The life of a request (design, A8). What was purged and still shows a trace is purged again. */
export const ERASURE_TABLE: TransitionTable<ErasureState, ErasureEvent> = {
  received: { confirm_identity: 'identity_confirmed' },
  identity_confirmed: { assess: 'assessed' },
  assessed: { purge: 'purging', restrict: 'restricted', refuse: 'refused' },
  refused: { close: 'closed' },
  restricted: { purge: 'purging', extend: 'restricted' },
  purging: { ask_provider: 'provider_redacting', nothing_elsewhere: 'shredded' },
  provider_redacting: { provider_redacted: 'shredded' },
  shredded: { verify: 'verified', find_trace: 'purging' },
  verified: { close: 'closed' },
  closed: {},
}

/** The state after an event; refuses what the table does not have. */
export function erasureStep(state: ErasureState, event: ErasureEvent): ErasureState {
  const next = nextState(ERASURE_TABLE, state, event)
  if (!next) throw refuseErasure.notNow()
  return next
}

/** What is known of a person when their request is judged. */
export type ErasureFacts = {
  /** An open suspicion or a legal dispute forbids that records go. */
  held: boolean
  /** They have a role of staff. */
  isStaff: boolean
  /** Something is under way that only they can finish: a position, a verification, an application or a public project. */
  hasOpenBusiness: boolean
  /** A verification was handed in at some time. */
  wasVerified: boolean
  /** Money moved or an application was handed in at some time. */
  hasRecords: boolean
}

type Outcome = 'full' | 'partial' | 'refused'
export type ErasureRule = {
  id: string
  when: Partial<ErasureFacts>
  outcome: Outcome
  /** How many years after the end of the relationship records are kept. */
  yearsKept: number
  source: string
}

/** The version of the table below; every decision keeps it. A change never moves a date that was set. */
export const ERASURE_RULES_VERSION = 1

/** The decision as data; the first line that fits decides. The years come from Directive (EU) 2015/849, article 40, and are the operator's to check. */
export const ERASURE_RULES: readonly ErasureRule[] = [
  {
    id: 'staff',
    when: { isStaff: true },
    outcome: 'refused',
    yearsKept: 0,
    source: 'two people take a staff role away first',
  },
  {
    id: 'open_business',
    when: { hasOpenBusiness: true },
    outcome: 'refused',
    yearsKept: 0,
    source: 'GDPR 17(3)(b), (e)',
  },
  { id: 'held', when: { held: true }, outcome: 'partial', yearsKept: 5, source: 'GDPR 17(3)(e), 18' },
  {
    id: 'verified',
    when: { wasVerified: true },
    outcome: 'partial',
    yearsKept: 5,
    source: 'Directive (EU) 2015/849, 40',
  },
  {
    id: 'records',
    when: { hasRecords: true },
    outcome: 'partial',
    yearsKept: 5,
    source: 'Regulation (EU) 2020/1503, 26',
  },
  { id: 'nothing_kept', when: {}, outcome: 'full', yearsKept: 0, source: 'GDPR 17(1)' },
]

/** The rule that decides about a person. */
export function erasureRule(facts: ErasureFacts): ErasureRule {
  const fits = ({ when }: ErasureRule) =>
    Object.entries(when).every(([name, value]) => facts[name as keyof ErasureFacts] === value)
  return ERASURE_RULES.find(fits)!
}

/** The same day and time some calendar months later, UTC; the last of the month where the day does not exist. */
export function addMonths(instant: Date, months: number): Date {
  const moved = new Date(instant.getTime())
  moved.setUTCDate(1)
  moved.setUTCMonth(moved.getUTCMonth() + months)
  const last = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate()
  moved.setUTCDate(Math.min(instant.getUTCDate(), last))
  return moved
}

/** By when a request is answered (GDPR 12(3)). */
export const answerBy = (receivedAt: Date): Date => addMonths(receivedAt, 1)
/** The longest by which an authority's word lets records stay longer, from the present end. */
export const longestExtension = (until: Date): Date => addMonths(until, 60)

/** What somebody reads about their request. A hold reads like any other duty to keep, so that nobody is warned by it. */
export const OUTCOME_WORDS: Record<string, string> = {
  staff: 'You work here. Your roles have to be taken away first; ask an admin.',
  open_business:
    'Something of yours is still under way: a position in a raise, a verification, an application or a public project. Finish or withdraw it, then ask again.',
  held: 'The law asks us to keep some records for five years. They are locked away and deleted then.',
  verified: 'The law asks us to keep some records for five years. They are locked away and deleted then.',
  records: 'The law asks us to keep some records for five years. They are locked away and deleted then.',
  nothing_kept: 'Everything is deleted now.',
}

/** What has to be typed before anything is deleted. */
export const CONFIRMATION = 'delete my data'
