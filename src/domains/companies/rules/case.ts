import { refusals } from '@/kit/refusal'
import { nextState, type TransitionTable } from '@/kit/transition'
import type { CompanyState } from '../schema'

/** Every no of a company's case. */
export const refuse = refusals('companies', {
  noCase: { kind: 'missing', message: () => 'There is no such company here.' },
  notNow: {
    kind: 'conflict',
    message: (c: { state: CompanyState }) => `This cannot be done: the company is ${STATE_WORDS[c.state]}.`,
  },
  alreadyOpen: { kind: 'conflict', message: () => 'The check of this company has begun already. Load the page again.' },
  stale: {
    kind: 'conflict',
    message: () => 'This was changed in another window meanwhile. Copy what you typed and load the page again.',
  },
  incomplete: {
    kind: 'invalid',
    message: (c: { count: number; first: string }) =>
      c.count === 1 ? `One thing is left to do: ${c.first}` : `${c.count} things are left to do. The first: ${c.first}`,
  },
  ownSide: {
    kind: 'forbidden',
    message: () => 'Nobody of the company’s side decides on it, or reads what is noted about it.',
  },
  notAssigned: { kind: 'conflict', message: () => 'Take this company first; it is not yours at the moment.' },
  taken: {
    kind: 'conflict',
    message: () => 'A colleague is working on this company. It is free again when their 30 minutes are over.',
  },
  notCompared: {
    kind: 'invalid',
    field: 'checks',
    message: () => 'Compare and declare every point of the list before you propose an approval.',
  },
  onHold: {
    kind: 'conflict',
    message: () => 'Something about the company or one of its people is open. It has to be settled before an approval.',
  },
  documentsWaiting: {
    kind: 'conflict',
    message: () => 'A document is still being examined. Propose the approval once every document can be opened.',
  },
  platformTie: {
    kind: 'forbidden',
    message: () =>
      'Somebody who owns 20 % of, leads or works for this platform is among its people. Such a project cannot be offered here.',
  },
  worksHere: {
    kind: 'forbidden',
    message: () =>
      'Whoever owns 20 % of this platform, leads it or works for it can have no part in a company that raises money here.',
  },
  noParty: { kind: 'missing', message: () => 'There is no such person in this company.' },
  partyBound: { kind: 'conflict', message: () => 'This person has accepted already.' },
  partyTwice: {
    kind: 'conflict',
    message: () => 'This account stands for somebody else of the same company already. Sign in as the right person.',
  },
  noInvitation: {
    kind: 'missing',
    message: () => 'This invitation is used up, too old, or was replaced. Ask the company to send another one.',
  },
  held: {
    kind: 'conflict',
    message: () =>
      'Something about the company or one of its people is open. It has to be settled before this is lifted.',
  },
  notByMail: {
    kind: 'conflict',
    message: () =>
      'This address belongs to an account. Sign in with it, then open the address from the mail once more.',
  },
  unproven: {
    kind: 'conflict',
    message: (c: { state: CompanyState }) =>
      c.state === 'not_started'
        ? 'The company behind this project has not been checked. Its owner starts that on the page “Company” of the application.'
        : `The company behind this project is ${STATE_WORDS[c.state]}. It has to be approved before anything is offered.`,
  },
  earlierDecider: {
    kind: 'forbidden',
    message: () => 'You decided this before the appeal. Others have to look at it now.',
  },
  appealOver: { kind: 'conflict', message: () => 'An appeal is possible once, within 30 days of the decision.' },
  tooLong: {
    kind: 'conflict',
    message: () => 'A suspension lasts 30 days at most. It ends then; nothing can extend it.',
  },
})

/** What can happen to a company's case. */
export const COMPANY_EVENTS = [
  'start',
  'save',
  'submit',
  'examine',
  'complete',
  'incomplete',
  'parties_decided',
  'party_open',
  'screened',
  'candidates',
  'screening_failed',
  'claim',
  'release',
  'request_changes',
  'propose',
  'confirm_approve',
  'confirm_reject',
  'return',
  'void',
  'lapse',
  'change',
  'list',
  'suspend',
  'propose_lift',
  'confirm_lift',
  'return_lift',
  'suspension_over',
  'silence',
  'review_over',
  'appeal',
  'raise_succeeded',
  'raise_failed',
  'monitor',
  'withdraw',
  'erase',
] as const
export type CompanyEvent = (typeof COMPANY_EVENTS)[number]

const GONE = { erase: 'erased' } as const
const THEIRS = { withdraw: 'withdrawn', ...GONE } as const
/** The program on chain settles a raise whatever is suspended here, so its end is taken in every state of a listed one. */
const ENDS = { raise_succeeded: 'closed_funded', raise_failed: 'closed_failed' } as const

/** The case as one table: what is not in it cannot happen. Guards stand in rules/review, what time does in rules/clock. */
export const COMPANY_TABLE: TransitionTable<CompanyState, CompanyEvent> = {
  not_started: { start: 'draft' },
  draft: { save: 'draft', submit: 'submitted', silence: 'abandoned', ...THEIRS },
  submitted: { examine: 'completeness', ...THEIRS },
  completeness: { complete: 'parties', incomplete: 'changes_requested', ...THEIRS },
  parties: { parties_decided: 'screening', silence: 'abandoned', ...THEIRS },
  screening: {
    party_open: 'parties',
    screened: 'in_review',
    candidates: 'in_review',
    screening_failed: 'screening',
    ...THEIRS,
  },
  in_review: {
    party_open: 'parties',
    candidates: 'in_review',
    claim: 'in_review',
    release: 'in_review',
    request_changes: 'changes_requested',
    propose: 'pending_second',
    ...THEIRS,
  },
  changes_requested: {
    save: 'changes_requested',
    submit: 'submitted',
    silence: 'abandoned',
    ...ENDS,
    ...THEIRS,
  },
  pending_second: {
    party_open: 'parties',
    confirm_approve: 'approved',
    confirm_reject: 'rejected',
    return: 'in_review',
    void: 'in_review',
    lapse: 'in_review',
    ...THEIRS,
  },
  approved: { change: 'changes_requested', review_over: 'changes_requested', list: 'listed', ...THEIRS },
  listed: { change: 'changes_requested', review_over: 'changes_requested', suspend: 'suspended', ...ENDS, ...GONE },
  suspended: {
    propose_lift: 'suspended',
    confirm_lift: 'listed',
    return_lift: 'suspended',
    suspension_over: 'offer_cancelled',
    ...ENDS,
    ...GONE,
  },
  offer_cancelled: { ...GONE },
  closed_funded: { monitor: 'monitored', ...GONE },
  closed_failed: { monitor: 'monitored', ...GONE },
  monitored: { ...GONE },
  rejected: { appeal: 'in_review', ...GONE },
  withdrawn: { start: 'draft', ...GONE },
  abandoned: { start: 'draft', ...GONE },
  erased: {},
}

/** How people read a state. */
export const STATE_WORDS: Record<CompanyState, string> = {
  not_started: 'not started',
  draft: 'being filled in',
  submitted: 'waiting for its documents to be examined',
  completeness: 'being checked for completeness',
  parties: 'waiting for its people',
  screening: 'being compared with lists',
  in_review: 'in review',
  changes_requested: 'waiting for its owner',
  pending_second: 'waiting for a second person',
  approved: 'approved',
  listed: 'approved and listed',
  suspended: 'suspended',
  offer_cancelled: 'cancelled',
  closed_funded: 'approved, raise succeeded',
  closed_failed: 'approved, raise failed',
  monitored: 'under watch after its raise',
  rejected: 'not approved',
  withdrawn: 'withdrawn',
  erased: 'erased',
  abandoned: 'given up after 30 days of silence',
}

/** What the owner sees: everything that staff or lists may be doing looks the same. */
export const OWNER_WORDS: Record<CompanyState, string> = {
  ...STATE_WORDS,
  completeness: STATE_WORDS.submitted,
  screening: 'in review',
  pending_second: 'in review',
}

/** How a state stands with its owner: theirs to do, waiting for people, being looked at, good, standing still, or over. */
export type OwnerStanding = 'theirs' | 'people' | 'review' | 'good' | 'stopped' | 'over'
export const OWNER_STANDING: Record<Exclude<CompanyState, 'not_started'>, OwnerStanding> = {
  draft: 'theirs',
  submitted: 'people',
  completeness: 'people',
  parties: 'people',
  screening: 'review',
  in_review: 'review',
  changes_requested: 'theirs',
  pending_second: 'review',
  approved: 'good',
  listed: 'good',
  suspended: 'stopped',
  offer_cancelled: 'over',
  closed_funded: 'good',
  closed_failed: 'good',
  monitored: 'good',
  rejected: 'over',
  withdrawn: 'over',
  erased: 'over',
  abandoned: 'over',
}

/** States in which the owner types. */
export const EDITABLE_STATES = ['draft', 'changes_requested'] as const satisfies readonly CompanyState[]
/** States from which typing again takes the approval away. */
export const CHANGEABLE_STATES = ['approved', 'listed'] as const satisfies readonly CompanyState[]
/** States that the worker looks at, because people, lists or time may move them on. */
export const FOLLOWED_STATES = [
  ...(['submitted', 'completeness', 'parties', 'screening', 'in_review', 'pending_second'] as const),
  ...(['approved', 'listed', 'suspended', 'closed_funded', 'closed_failed', 'monitored'] as const),
] as const satisfies readonly CompanyState[]
/** States of which whoever committed is told at once: Regulation (EU) 2020/1503, article 23(12). */
export const TOLD_STATES = ['suspended', 'offer_cancelled'] as const satisfies readonly CompanyState[]
/** States in which a project may be listed, and its raise take commitments. */
export const PROVEN_STATES = ['approved', 'listed'] as const satisfies readonly CompanyState[]

/** The state after an event; refuses what the table does not have. */
export function step(state: CompanyState, event: CompanyEvent): Exclude<CompanyState, 'not_started'> {
  const next = nextState(COMPANY_TABLE, state, event)
  if (!next || next === 'not_started') throw refuse.notNow({ state })
  return next
}
