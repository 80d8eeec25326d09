import { refusals } from '@/kit/refusal'
import { nextState, type TransitionTable } from '@/kit/transition'
import { CASE_STATES, type CaseState } from '../schema'

/** Every no of a verification. */
export const refuse = refusals('compliance', {
  noCase: { kind: 'missing', message: () => 'There is no such verification.' },
  notNow: {
    kind: 'conflict',
    message: (c: { state: CaseState }) => `This cannot be done: the verification is ${STATE_WORDS[c.state]}.`,
  },
  stale: {
    kind: 'conflict',
    message: () => 'Somebody changed this verification meanwhile. Load the page again and look before you decide.',
  },
  alreadyOpen: { kind: 'conflict', message: () => 'You already have a verification under way.' },
  stillVerified: { kind: 'conflict', message: () => 'You are verified. A renewal can start when it is due.' },
  tooYoung: { kind: 'forbidden', field: 'dateOfBirth', message: () => 'You must be at least 18 years old to invest.' },
  impossibleBirth: { kind: 'invalid', field: 'dateOfBirth', message: () => 'Check the date of birth.' },
  countryNotServed: {
    kind: 'forbidden',
    field: 'country',
    message: () => 'The product is not offered to residents of this country. No document is needed from you.',
  },
  profileMissing: { kind: 'conflict', message: () => 'Fill in your profile first.' },
  documentMissing: { kind: 'conflict', message: () => 'Add a passport, an identity card or a residence permit first.' },
  ownCase: {
    kind: 'forbidden',
    message: () => 'Nobody decides on their own verification, or reads what is noted about it.',
  },
  notAssigned: { kind: 'conflict', message: () => 'Take this verification first; it is not yours at the moment.' },
  taken: {
    kind: 'conflict',
    message: () => 'A colleague is working on this verification. It is free again when their 30 minutes are over.',
  },
  notErasable: {
    kind: 'conflict',
    message: () =>
      'Only a withdrawn or rejected verification can be erased; others must be kept for as long as the law says.',
  },
  profileGone: { kind: 'missing', message: () => 'The profile was erased.' },
  notAsked: {
    kind: 'conflict',
    field: 'file',
    message: () => 'Only what was asked for can be changed now. What stands beside it was accepted as it is.',
  },
  stillToMend: {
    kind: 'conflict',
    message: () => 'Something that was asked for is still as it was. Mend every point of the list, then send it.',
  },
  noSuchPoint: {
    kind: 'invalid',
    field: 'items',
    message: () => 'One of the points names a document that is not in this verification. Load the page again.',
  },
  notCompared: {
    kind: 'invalid',
    field: 'checks',
    message: () => 'Compare every point of the list before you propose an approval.',
  },
  documentFacts: {
    kind: 'invalid',
    field: 'document',
    message: () => 'Write down country, number and last day of the document that you looked at.',
  },
  documentsWaiting: {
    kind: 'conflict',
    message: () => 'A document is still being examined. Propose the approval once every document can be opened.',
  },
  documentOver: {
    kind: 'invalid',
    field: 'document.expires',
    message: () => 'This document is no longer valid. Ask the member for a valid one.',
  },
  onHold: {
    kind: 'conflict',
    message: () => 'Somebody on a list may be this person. That has to be settled before an approval.',
  },
  earlierDecider: {
    kind: 'forbidden',
    message: () => 'You decided this before the appeal. Others have to look at it now.',
  },
  appealOver: {
    kind: 'conflict',
    message: () => 'An appeal is possible once, within 30 days of the decision.',
  },
  noMoreAttempts: {
    kind: 'conflict',
    message: () => 'Three checks were made. A person of our staff looks at it, or you show your document to them.',
  },
  providerAway: {
    kind: 'unavailable',
    message: () => 'The service that checks documents does not answer. Nothing was lost; try again in a few minutes.',
  },
  noProvider: {
    kind: 'conflict',
    message: () => 'There is no automatic check here at the moment. Show your document to our staff instead.',
  },
  foreignCheck: {
    kind: 'conflict',
    message: () => 'The check that the provider reports is not one that was begun for this verification here.',
  },
  badSignature: { kind: 'forbidden', message: () => 'The signature of this event is not the provider’s.' },
})

/** What can happen to a verification case. */
export const CASE_EVENTS = [
  'start',
  'save',
  'submit_profile',
  'submit_blocked',
  'create_session',
  'choose_manual',
  'documents_ready',
  'provider_processing',
  'provider_verified',
  'provider_retry',
  'provider_review',
  'provider_cancelled',
  'screened_automatic',
  'screened',
  'candidates',
  'screening_failed',
  'claim',
  'release',
  'request_changes',
  'resubmit',
  'propose',
  'confirm_approve',
  'confirm_reject',
  'return',
  'void',
  'lapse',
  'appeal',
  'reverify',
  'suspend',
  'propose_lift',
  'confirm_lift',
  'return_lift',
  'grace_over',
  'silence',
  'withdraw',
  'erase',
] as const
export type CaseEvent = (typeof CASE_EVENTS)[number]

const GONE = { erase: 'erased' } as const
const THEIRS = { withdraw: 'withdrawn', silence: 'abandoned', ...GONE } as const
const OURS = { withdraw: 'withdrawn', ...GONE } as const
const AT_PROVIDER = {
  provider_verified: 'screening',
  provider_retry: 'awaiting_document',
  provider_review: 'in_review',
  provider_cancelled: 'awaiting_document',
} as const
/** Whoever starts again gets a new row with a draft; the old one stays as it is, for its history. */
const AGAIN = { start: 'draft' } as const

/** The case as one table: what is not in it cannot happen. Events name who acts by their verb; guards stand in rules/review. */
export const CASE_TABLE: TransitionTable<CaseState, CaseEvent> = {
  not_started: { ...AGAIN },
  draft: { save: 'draft', submit_profile: 'awaiting_document', submit_blocked: 'blocked_jurisdiction', ...THEIRS },
  awaiting_document: {
    save: 'awaiting_document',
    submit_blocked: 'blocked_jurisdiction',
    create_session: 'awaiting_provider',
    choose_manual: 'manual_upload',
    ...THEIRS,
  },
  awaiting_provider: { provider_processing: 'provider_processing', ...AT_PROVIDER, ...THEIRS },
  provider_processing: { ...AT_PROVIDER, ...OURS },
  manual_upload: {
    save: 'manual_upload',
    submit_blocked: 'blocked_jurisdiction',
    documents_ready: 'screening',
    ...THEIRS,
  },
  screening: {
    screened_automatic: 'approved',
    screened: 'in_review',
    candidates: 'in_review',
    screening_failed: 'screening',
    ...OURS,
  },
  in_review: {
    claim: 'in_review',
    release: 'in_review',
    candidates: 'in_review',
    request_changes: 'needs_resubmission',
    propose: 'pending_second',
    ...OURS,
  },
  needs_resubmission: { save: 'needs_resubmission', resubmit: 'in_review', ...THEIRS },
  pending_second: {
    confirm_approve: 'approved',
    confirm_reject: 'rejected',
    return: 'in_review',
    void: 'in_review',
    lapse: 'in_review',
    ...OURS,
  },
  approved: { reverify: 'reverify_due', suspend: 'suspended', ...GONE },
  reverify_due: { suspend: 'suspended', grace_over: 'expired', ...AGAIN, ...GONE },
  suspended: { propose_lift: 'suspended', confirm_lift: 'approved', return_lift: 'suspended', ...GONE },
  rejected: { appeal: 'in_review', ...AGAIN, ...GONE },
  expired: { ...AGAIN, ...GONE },
  abandoned: { ...AGAIN, ...GONE },
  blocked_jurisdiction: { ...AGAIN, ...GONE },
  withdrawn: { ...AGAIN, ...GONE },
  erased: { ...AGAIN },
}

/** How staff read a state. */
export const STATE_WORDS: Record<CaseState, string> = {
  not_started: 'not started',
  draft: 'being filled in',
  awaiting_document: 'waiting for a document',
  awaiting_provider: 'at the provider',
  provider_processing: 'being checked by the provider',
  manual_upload: 'documents being added',
  screening: 'being compared with lists',
  in_review: 'in review',
  needs_resubmission: 'waiting for the member',
  pending_second: 'waiting for a second person',
  approved: 'approved',
  rejected: 'not approved',
  reverify_due: 'approved, renewal due',
  suspended: 'suspended',
  expired: 'expired',
  abandoned: 'abandoned',
  blocked_jurisdiction: 'country not served',
  withdrawn: 'withdrawn',
  erased: 'erased',
}

/** What the member sees: every kind of work by staff looks the same, and so does a suspension. */
export type MemberView =
  | 'not_started'
  | 'draft'
  | 'choose'
  | 'provider'
  | 'upload'
  | 'waiting'
  | 'needs_resubmission'
  | 'verified'
  | 'not_verified'
  | 'expired'
  | 'blocked'
export const MEMBER_VIEW: Record<CaseState, MemberView> = {
  not_started: 'not_started',
  draft: 'draft',
  awaiting_document: 'choose',
  awaiting_provider: 'provider',
  provider_processing: 'waiting',
  manual_upload: 'upload',
  screening: 'waiting',
  in_review: 'waiting',
  needs_resubmission: 'needs_resubmission',
  pending_second: 'waiting',
  approved: 'verified',
  rejected: 'not_verified',
  reverify_due: 'verified',
  suspended: 'waiting',
  expired: 'expired',
  abandoned: 'not_started',
  blocked_jurisdiction: 'blocked',
  withdrawn: 'not_started',
  erased: 'not_started',
}

/** States in which a case is under way; a person has one such case at a time. */
export const OPEN_STATES = [
  'draft',
  'awaiting_document',
  'awaiting_provider',
  'provider_processing',
  'manual_upload',
  'screening',
  'in_review',
  'needs_resubmission',
  'pending_second',
] as const satisfies readonly CaseState[]
/** States in which the member may invest while the clearance lasts. */
export const CLEARED_STATES = ['approved', 'reverify_due'] as const satisfies readonly CaseState[]
/** States in which the member may change the profile. */
export const EDITABLE_STATES = ['draft', 'awaiting_document', 'manual_upload', 'needs_resubmission'] as const
/** States that end after 30 days without an act of the member's. */
export const SILENT_STATES = CASE_STATES.filter((state) => 'silence' in CASE_TABLE[state]) as Exclude<
  CaseState,
  'not_started'
>[]

/** The state after an event; refuses what the table does not have. */
export function step(state: CaseState, event: CaseEvent): Exclude<CaseState, 'not_started'> {
  const next = nextState(CASE_TABLE, state, event)
  if (!next || next === 'not_started') throw refuse.notNow({ state })
  return next
}
