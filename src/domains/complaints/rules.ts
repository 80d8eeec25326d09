import { afterBusinessDays } from '@/domains/compliance/rules/deadline'
import { refusals } from '@/kit/refusal'
import { after, DAY } from '@/kit/time'
import { nextState, type TransitionTable } from '@/kit/transition'
import type { ComplaintState, HandleInput, Outcome, Topic, WordKind } from './schema'

export const refuse = refusals('complaints', {
  noComplaint: { kind: 'missing', message: () => 'There is no such complaint.' },
  notNow: {
    kind: 'conflict',
    message: () => 'This cannot be done: the complaint has moved on. Load the page again.',
  },
  noProject: {
    kind: 'invalid',
    field: 'project',
    message: () => 'There is no such project. Copy the address of its page, or leave this empty.',
  },
  tooManyOpen: {
    kind: 'conflict',
    message: () => 'You have five complaints that are not closed. Write more to one of them instead.',
  },
  tooManyReplies: {
    kind: 'conflict',
    message: () => 'You have written twenty times in this complaint. Wait for the answer, or complain anew.',
  },
  concerned: { kind: 'forbidden', message: () => 'This complaint is about you, or yours: others read and answer it.' },
  nobodyLeft: {
    kind: 'conflict',
    message: () => 'Then nobody could answer it. Give somebody else the role of reviewer or checker first.',
    field: 'personId',
  },
  notStaff: { kind: 'invalid', message: () => 'Choose somebody who answers complaints.', field: 'personId' },
  badUntil: {
    kind: 'invalid',
    field: 'until',
    message: () => 'Choose a day after the present end, and at most 60 days after it.',
  },
})

/** What happens to a complaint: `add` is the complainant's, the others are the staff's. */
export const COMPLAINT_EVENTS = ['add', 'acknowledge', 'refuse', 'ask', 'delay', 'answer', 'close'] as const
export type ComplaintEvent = (typeof COMPLAINT_EVENTS)[number]

/** The life of a complaint. Whoever is not content with the answer says so, and it is taken up again; an inadmissible one ends with why. */
export const COMPLAINT_TABLE: TransitionTable<ComplaintState, ComplaintEvent> = {
  received: { add: 'received', acknowledge: 'acknowledged', refuse: 'closed' },
  acknowledged: { add: 'acknowledged', ask: 'acknowledged', delay: 'acknowledged', answer: 'answered' },
  answered: { add: 'acknowledged', close: 'closed' },
  closed: {},
}

/** The state after an event; refuses what the table does not have. */
export function complaintStep(state: ComplaintState, event: ComplaintEvent): ComplaintState {
  const next = nextState(COMPLAINT_TABLE, state, event)
  if (!next) throw refuse.notNow()
  return next
}

/** What an act of staff puts into the complaint. */
export const WORD_OF: Record<HandleInput['act'], WordKind> = {
  acknowledge: 'acknowledgement',
  refuse: 'inadmissible',
  ask: 'question',
  delay: 'delay',
  answer: 'answer',
  close: 'measures',
}

/** So many days complaints may wait, with the rule that says so. Version 0: brought by this project where the rule in force has none. */
export type Times = { regime: string; version: number; workingDays: number; days: number }
export const OWN_TIMES: Times = { regime: 'ECSPR', version: 0, workingDays: 10, days: 30 }

const NO_HOLIDAYS: ReadonlySet<string> = new Set()

/**
 * By when a complaint is acknowledged, and by when it is answered. Working days are Monday to Friday: a holiday, which would give staff a
 * day more, is not counted as one.
 */
export function deadlines(receivedAt: Date, { workingDays, days }: Times): { acknowledgeBy: Date; answerBy: Date } {
  const acknowledgeBy = afterBusinessDays(receivedAt, workingDays, NO_HOLIDAYS)
  const answerBy = after(receivedAt, days * DAY)
  return { acknowledgeBy, answerBy: laterOf(answerBy, acknowledgeBy) }
}

/** The later of two instants. */
export const laterOf = (one: Date, other: Date): Date => (one.getTime() > other.getTime() ? one : other)

/** A promised new end: the end of a UTC day after the present one, at most 60 days later. */
export function delayedUntil(answerBy: Date, until: string): Date {
  const lastInstant = `${until}T23:59:59.999Z`
  const end = new Date(lastInstant)
  if (end <= answerBy || end > after(answerBy, 60 * DAY)) throw refuse.badUntil()
  return end
}

/** Somebody's own complaints that are not closed, and what they may write in one. */
export const MOST_OPEN = 5
export const MOST_REPLIES = 20

/** How long before the end staff are told that it comes near. */
export const NEAR = 3 * DAY
/** Regulation (EU) 2020/1503, article 26: records are kept for five years after a complaint was closed. */
export const KEPT = 5 * 366 * DAY

type Sides = { personId: string | null; concernedIds: readonly string[] }
/** Refuses who complained, and whom it is about. */
export function assertFree({ personId, concernedIds }: Sides, staffId: string): void {
  if (personId === staffId || concernedIds.includes(staffId)) throw refuse.concerned()
}

/** The last part of a project's address, whether the address or that part alone was typed. */
export const slugIn = (typed: string): string => {
  const parts = typed.trim().split(/[?#]/)[0]!.split('/').filter(Boolean)
  const found = parts.lastIndexOf('projects')
  return (found >= 0 ? parts[found + 1] : parts.at(-1)) ?? ''
}

/** What happened in a complaint, in the register. */
export const HISTORY_WORDS: Record<WordKind, string> = {
  complaint: 'Filed',
  reply: 'More was written',
  acknowledgement: 'Taken up',
  inadmissible: 'Not taken up',
  question: 'Asked',
  delay: 'Put off',
  answer: 'Answered',
  measures: 'Closed',
}
export const TOPIC_WORDS: Record<Topic, string> = {
  platform: 'This platform, or how it works',
  project: 'A project or its raise',
  verification: 'A verification, or a decision about me',
  payment: 'A payment, a refund or tokens',
  data: 'My personal data',
}
export const STATE_WORDS: Record<ComplaintState, string> = {
  received: 'Received',
  acknowledged: 'Being looked into',
  answered: 'Answered',
  closed: 'Closed',
}
export const OUTCOME_WORDS: Record<Outcome, string> = {
  upheld: 'You are right',
  partly: 'You are right in part',
  rejected: 'We see it differently',
  inadmissible: 'Not taken up',
}

/** What an acknowledgement says (Delegated Regulation (EU) 2022/2117, article 3): that it is taken up, by when it is answered, and whom to ask. */
export const acknowledgement = (answerBy: Date, contact: string, remark: string): string =>
  [
    `We have your complaint and take it up. You have our answer by ${answerBy.toISOString().slice(0, 10)} (UTC); if we need longer we say why, and until when.`,
    contact ? `Questions about it: ${contact}.` : 'Ask us here if you have questions about it.',
    remark,
  ]
    .filter(Boolean)
    .join(' ')

/** What a notice says of each act; nothing of what was written. */
export const NOTICE_WORDS: Record<Exclude<HandleInput['act'], 'close'>, string> = {
  acknowledge: 'Your complaint is taken up',
  refuse: 'Your complaint is not taken up, and why',
  ask: 'There is a question about your complaint',
  delay: 'Your complaint takes longer',
  answer: 'Your complaint is answered',
}
