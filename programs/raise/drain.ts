import type { RaiseModel } from './model'
import type { Party } from './model-books'
import type { Instruction, Sent } from './model-steps'

/** Longer than any raise may last: after it every permissionless instruction is due. */
export const AFTER_EVERYTHING = 10n * 365n * 86_400n

/** Numbers in [0, bound) that a seed fixes (mulberry32). */
const dice = (seed: number): ((bound: number) => number) => {
  let state = seed | 0
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound
  }
}

/** The items in an order that the seed fixes. */
const shuffled = <Item>(items: readonly Item[], seed: number): Item[] => {
  const roll = dice(seed)
  const order = [...items]
  for (let i = order.length - 1; i > 0; i--) {
    const j = roll(i + 1)
    const item = order[i]!
    order[i] = order[j]!
    order[j] = item
  }
  return order
}

/** Everything that anybody may send to end a raise, in random order, so many times over that each waits for each other. */
export const cranks = (raise: RaiseModel, people: readonly Party[], order: number): Sent[] => {
  const tranches = raise.terms.tranches.map((_, k) => k)
  const once: (Instruction & { party: Party })[] = [
    { name: 'cancel', party: 'stranger' },
    { name: 'settle', party: 'stranger' },
    { name: 'payFee', party: 'fee' },
    { name: 'reclaim', party: 'issuer' },
    { name: 'close', party: 'issuer' },
    ...people.flatMap((party) => (['claim', 'refund', 'unwind'] as const).map((name) => ({ name, party }))),
    ...tranches.flatMap((tranche) =>
      (['release', 'expire'] as const).map((name) => ({ name, party: 'issuer', tranche })),
    ),
  ]
  const sent = once.map((instruction) => ({
    ...instruction,
    signers: instruction.name === 'cancel' ? ['stranger'] : [],
  }))
  const rounds = tranches.length + 5
  return Array.from({ length: rounds }, (_, round) => shuffled(sent, order + round)).flat()
}

/** What is wrong with a raise that everybody has been paid from: nothing may be left, nobody may be short. */
export const wrongAtTheEnd = (raise: RaiseModel, gifts: bigint): string[] => {
  const sum = (balances: ReadonlyMap<Party, bigint>) => [...balances.values()].reduce((total, each) => total + each, 0n)
  const wrong = raise.state === 'closed' ? [] : [`the raise is still ${raise.state}`]
  if (raise.vault !== 0n) wrong.push(`${raise.vault} is left in the payment vault`)
  if (raise.sale !== 0n) wrong.push(`${raise.sale} tokens are left in the sale vault`)
  const paid = sum(raise.received)
  const came = sum(raise.put) + gifts
  if (paid !== came) wrong.push(`${came} came in, ${paid} went out`)
  if (raise.settledAt !== 0n) return wrong
  for (const [investor, put] of raise.put)
    if (raise.received.get(investor) !== put) wrong.push(`${investor} did not get all of ${put} back`)
  return wrong
}
