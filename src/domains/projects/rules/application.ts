import { nextState, type TransitionTable } from '@/kit/transition'
import { refuse } from './refusals'

export const APPLICATION_STATES = [
  'draft',
  'submitted',
  'in_review',
  'proposed',
  'changes_requested',
  'approved',
  'rejected',
  'withdrawn',
] as const
export type ApplicationState = (typeof APPLICATION_STATES)[number]

export const APPLICATION_EVENTS = [
  'submit',
  'claim',
  'unclaim',
  'propose',
  'return',
  'approve',
  'reject',
  'request_changes',
  'withdraw',
  'revise',
] as const
export type ApplicationEvent = (typeof APPLICATION_EVENTS)[number]

/** An application's life. Nothing is ever lost: a withdrawn or rejected one is revised and submitted as its next version. */
export const APPLICATION: TransitionTable<ApplicationState, ApplicationEvent> = {
  draft: { submit: 'submitted', withdraw: 'withdrawn' },
  submitted: { claim: 'in_review', withdraw: 'withdrawn' },
  in_review: { claim: 'in_review', unclaim: 'submitted', propose: 'proposed', withdraw: 'withdrawn' },
  proposed: {
    return: 'in_review',
    approve: 'approved',
    reject: 'rejected',
    request_changes: 'changes_requested',
    withdraw: 'withdrawn',
  },
  changes_requested: { submit: 'submitted', withdraw: 'withdrawn' },
  approved: { revise: 'changes_requested' },
  rejected: { revise: 'changes_requested' },
  withdrawn: { revise: 'draft' },
}

export const LISTING_STATES = ['approved', 'published', 'withdrawn'] as const
export type ListingState = (typeof LISTING_STATES)[number]
export const LISTING_EVENTS = ['approve', 'publish', 'withdraw'] as const
export type ListingEvent = (typeof LISTING_EVENTS)[number]

/** A listing is published by its on-chain raise and then stays: what investors were shown does not disappear. */
export const LISTING: TransitionTable<ListingState, ListingEvent> = {
  approved: { publish: 'published', withdraw: 'withdrawn' },
  published: {},
  withdrawn: { approve: 'approved' },
}

/** States in plain words. */
export const STATE_WORDS: Record<ApplicationState, string> = {
  draft: 'draft',
  submitted: 'waiting for review',
  in_review: 'in review',
  proposed: 'decision being confirmed',
  changes_requested: 'changes requested',
  approved: 'approved',
  rejected: 'rejected',
  withdrawn: 'withdrawn',
}

/** What each act is called in a refusal. */
const ACT_WORDS: Record<ApplicationEvent, string> = {
  submit: 'submitted',
  claim: 'taken for review',
  unclaim: 'given back',
  propose: 'decided on',
  return: 'returned to its reviewer',
  approve: 'approved',
  reject: 'rejected',
  request_changes: 'sent back for changes',
  withdraw: 'withdrawn',
  revise: 'revised',
}

/** The state after an event, or the refusal of an act that this state does not know. */
export function afterEvent(state: ApplicationState, event: ApplicationEvent): ApplicationState {
  const next = nextState(APPLICATION, state, event)
  if (!next) throw refuse.wrongState({ act: ACT_WORDS[event], state: STATE_WORDS[state] })
  return next
}

/** The listing's state after an event, or a refusal. */
export function listingAfter(state: ListingState, event: ListingEvent): ListingState {
  const next = nextState(LISTING, state, event)
  if (!next) throw refuse.listingState({ state, event })
  return next
}

/** Whether the applicant may type in this state. */
export const isEditable = (state: ApplicationState): boolean => state === 'draft' || state === 'changes_requested'

/** Whether the application stands in the reviewers' queue. */
export const isWaiting = (state: ApplicationState): boolean =>
  state === 'submitted' || state === 'in_review' || state === 'proposed'
