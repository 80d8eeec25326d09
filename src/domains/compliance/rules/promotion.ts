import { refusals } from '@/kit/refusal'
import { nextState, type TransitionTable } from '@/kit/transition'
import { coolingEnds } from './deadline'

/** How far somebody in the United Kingdom is on the way to an offer (COBS 4.12A). `visited`: nothing was asked for yet. */
export const PROMOTION_STATES = ['visited', 'requested', 'warned', 'proceeded', 'categorised', 'passed'] as const
export type PromotionState = (typeof PROMOTION_STATES)[number]
/** What can happen: asking for the offer, going on after the personal warning, again after 24 hours, the statement, the test, leaving. */
export const PROMOTION_EVENTS = ['request', 'warn', 'proceed', 'categorise', 'pass', 'fail', 'leave'] as const
export type PromotionEvent = (typeof PROMOTION_EVENTS)[number]

export const PROMOTION_TABLE: TransitionTable<PromotionState, PromotionEvent> = {
  visited: { request: 'requested' },
  requested: { warn: 'warned', leave: 'visited' },
  warned: { proceed: 'proceeded', leave: 'visited' },
  proceeded: { categorise: 'categorised', leave: 'visited' },
  categorised: { categorise: 'categorised', pass: 'passed', fail: 'categorised', leave: 'visited' },
  passed: { categorise: 'passed', leave: 'visited' },
}

export const refusePromotion = refusals('compliance', {
  stepOutOfOrder: { kind: 'conflict', message: () => 'This is not the next step. Load the page again.' },
  coolingOff: {
    kind: 'forbidden',
    message: () => 'The rules of the United Kingdom give you 24 hours to think after you asked. Come back then.',
  },
  questionsUsedUp: {
    kind: 'forbidden',
    message: () => 'You have seen every question that there is. Write to us, and a person goes through it with you.',
  },
  attemptTooSoon: {
    kind: 'forbidden',
    message: () => 'After two attempts the next one waits 24 hours. Read about the risks meanwhile.',
  },
  noAttempt: { kind: 'conflict', message: () => 'These questions were answered already. Load the page again.' },
  notHighNetWorth: {
    kind: 'invalid',
    field: 'category',
    message: () => 'These figures are below those of a high net worth investor. Choose another kind.',
  },
  evidenceNeeded: {
    kind: 'invalid',
    field: 'evidence',
    message: () => 'Write in your own words why this kind of investor is you, in at least 20 letters.',
  },
  ukCategoryNeeded: {
    kind: 'invalid',
    field: 'category',
    message: () => 'In the United Kingdom choose one of the kinds that its rules know.',
  },
})

/** The state after an event; refuses what is not the next step, and going on within 24 hours of asking: at their end it is allowed. */
export function promotionAfter(
  state: PromotionState,
  event: PromotionEvent,
  { requestedAt, now }: { requestedAt: Date | null; now: Date },
): PromotionState {
  const next = nextState(PROMOTION_TABLE, state, event)
  if (!next) throw refusePromotion.stepOutOfOrder()
  if (event === 'proceed' && (!requestedAt || now < coolingEnds(requestedAt))) throw refusePromotion.coolingOff()
  return next
}

/** Kinds of investors under COBS 4.12A, in our words. `retail` is the restricted one: a tenth of the net assets in 12 months. */
export const UK_CATEGORIES = {
  retail: 'Restricted: I keep to a tenth of my net assets in 12 months',
  high_net_worth: 'High net worth: my income or net assets are high',
  certified_sophisticated: 'Certified: an authorised firm confirmed that I understand this',
  self_certified: 'Self-certified: I have worked with or invested in such things',
} as const
export type UkCategory = keyof typeof UK_CATEGORIES
export const isUkCategory = (category: string): category is UkCategory => category in UK_CATEGORIES

/** For what purpose a statement's evidence is sealed. */
export const INVESTOR_EVIDENCE = 'investor_evidence'
