import type { RaiseModel } from './model'
import type { State } from './model-books'
import type { Instruction, Step } from './model-steps'

/** Which happenings a story draws from, with their weights. */
type Deck = readonly (readonly [name: Instruction['name'] | 'time' | 'donate' | 'deposit' | 'gift', weight: number])[]

/** Everything that can happen to a raise. Time comes first: the plainest step lets no second pass. */
const DECK: Deck = [
  ['time', 9],
  ['commit', 14],
  ['withdraw', 6],
  ['claim', 7],
  ['refund', 5],
  ['settle', 3],
  ['release', 3],
  ['payFee', 2],
  ['reclaim', 2],
  ['close', 2],
  ['open', 2],
  ['deposit', 2],
  ['donate', 2],
  ['gift', 1],
  ['pause', 1],
  ['resume', 2],
  ['cancel', 3],
  ['changeTerms', 1],
  ['confirm', 4],
  ['approve', 3],
  ['reject', 1],
  ['expire', 2],
  ['unwind', 5],
  ['rotate', 2],
]

/** What makes sense where a raise stands; most steps are drawn from here, so that stories get somewhere. */
const SENSIBLE: Readonly<Record<State | 'deciding', Deck>> = {
  draft: [
    ['time', 1],
    ['deposit', 3],
    ['open', 4],
    ['gift', 1],
  ],
  open: [
    ['time', 5],
    ['commit', 14],
    ['withdraw', 5],
    ['resume', 2],
    ['donate', 1],
    ['changeTerms', 1],
    ['confirm', 5],
  ],
  deciding: [
    ['time', 2],
    ['commit', 6],
    ['withdraw', 4],
    ['confirm', 4],
    ['settle', 3],
  ],
  succeeded: [
    ['time', 9],
    ['claim', 12],
    ['release', 4],
    ['approve', 3],
    ['refund', 2],
    ['payFee', 2],
    ['reclaim', 1],
    ['expire', 3],
    ['reject', 1],
    ['close', 1],
  ],
  unwinding: [
    ['time', 3],
    ['unwind', 8],
    ['claim', 8],
    ['release', 3],
    ['refund', 2],
    ['reclaim', 1],
    ['close', 1],
  ],
  failed: [
    ['time', 1],
    ['refund', 8],
    ['reclaim', 1],
    ['close', 1],
  ],
  closed: [['time', 1]],
}

/** The name of what happens next: mostly what makes sense here, now and then anything. */
export const draw = (raise: RaiseModel, { pick, stray }: Step): Deck[number][0] => {
  const deciding = raise.state === 'open' && raise.now >= raise.terms.closesAt
  const deck = stray > 7 ? DECK : SENSIBLE[deciding ? 'deciding' : raise.state]
  const cards = deck.flatMap(([name, weight]) => Array.from({ length: weight }, () => name))
  return cards[pick % cards.length]!
}
