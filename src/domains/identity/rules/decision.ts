import { refusals } from '@/kit/refusal'
import { after, HOUR } from '@/kit/time'
import { nextState, type TransitionTable } from '@/kit/transition'

export const refuseDecision = refusals('identity', {
  proposalOpen: { kind: 'conflict', message: () => 'A decision about this is proposed already. Load the page again.' },
  noProposal: { kind: 'conflict', message: () => 'Nothing waits for a second person here. Load the page again.' },
  samePerson: {
    kind: 'forbidden',
    message: () => 'You proposed this decision; another person has to confirm or return it.',
  },
  aboutYou: { kind: 'forbidden', message: () => 'Nobody decides about themselves.' },
  proposalOver: {
    kind: 'conflict',
    message: () => 'This proposal waited longer than 72 hours and counts no more. It has to be proposed again.',
  },
  changedSince: {
    kind: 'conflict',
    message: () => 'The evidence changed after the proposal. Return it, so that the new evidence is judged.',
  },
})

/** States of a decision of two people. */
export const DECISION_STATES = ['proposed', 'confirmed', 'returned', 'voided', 'expired'] as const
export type DecisionState = (typeof DECISION_STATES)[number]
/** What can happen to one: `void` when what was judged changed or went away, `lapse` after 72 hours. */
export const DECISION_EVENTS = ['confirm', 'return', 'void', 'lapse'] as const
export type DecisionEvent = (typeof DECISION_EVENTS)[number]

/** A decision as a table: it is taken once. */
export const DECISION_TABLE: TransitionTable<DecisionState, DecisionEvent> = {
  proposed: { confirm: 'confirmed', return: 'returned', void: 'voided', lapse: 'expired' },
  confirmed: {},
  returned: {},
  voided: {},
  expired: {},
}

/** How long a proposal waits for its second person. */
const DECISION_LIFE = 72 * HOUR
/** Until when a proposal made now can be confirmed: before this instant, not at it. */
export const decidableUntil = (madeAt: Date): Date => after(madeAt, DECISION_LIFE)

/** The state after an event; refuses what the table does not have. */
export function decided(state: DecisionState, event: DecisionEvent): DecisionState {
  const next = nextState(DECISION_TABLE, state, event)
  if (!next) throw refuseDecision.noProposal()
  return next
}

/** What a second person is asked about. */
export type Proposal = { aboutId: string | null; makerId: string; reviewedDigest: string; expiresAt: Date }

/** Refuses a decision by whom it is about or by who proposed it. */
export function assertSecond(proposal: Pick<Proposal, 'aboutId' | 'makerId'>, checkerId: string): void {
  if (proposal.aboutId === checkerId) throw refuseDecision.aboutYou()
  if (proposal.makerId === checkerId) throw refuseDecision.samePerson()
}

/** Refuses a confirmation that is not a second person's, comes too late, or is of something else than was judged. */
export function assertConfirmable(proposal: Proposal, checkerId: string, currentDigest: string, now: Date): void {
  assertSecond(proposal, checkerId)
  if (now >= proposal.expiresAt) throw refuseDecision.proposalOver()
  if (proposal.reviewedDigest !== currentDigest) throw refuseDecision.changedSince()
}

type Taken = {
  makerId: string
  checkerId: string | null
  aboutId: string | null
  decidedAt: Date | null
  expiresAt: Date
}

/** Whether a confirmed decision is what it has to be: of two people, in time, about neither of them. */
export const isDecision = ({ makerId, checkerId, aboutId, decidedAt, expiresAt }: Taken): boolean =>
  checkerId !== null &&
  checkerId !== makerId &&
  (aboutId === null || (aboutId !== makerId && aboutId !== checkerId)) &&
  decidedAt !== null &&
  decidedAt < expiresAt
