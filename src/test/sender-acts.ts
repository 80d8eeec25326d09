import type { Dice } from './dice'

/** One coin of the payment, which has 6 decimals. */
export const UNIT = 1_000_000n
/** How many people act. */
export const BUYERS = 6

/** Something that a person does, tried until it is done. */
export type Act = { kind: 'commit' | 'withdraw'; who: number; units: bigint }

/** The same acts for the same dice: commitments, and withdrawals of a part or of all that is there. */
export function actsOf(dice: Dice, acts: number): Act[] {
  const held = new Map<number, bigint>()
  return Array.from({ length: acts }, (): Act => {
    const who = dice.between(0, BUYERS - 1)
    const before = held.get(who) ?? 0n
    const kind = before >= 400n || (before > 0n && dice.chance(0.4)) ? 'withdraw' : 'commit'
    const all = before <= 200n || dice.chance(0.3)
    const amount = kind === 'withdraw' ? (all ? before : 100n) : BigInt(dice.between(100, 300))
    held.set(who, kind === 'commit' ? before + amount : before - amount)
    return { kind, who, units: amount * UNIT }
  })
}

/** Items in an order from dice, each once before any comes again. */
export function dealt<Item>(items: readonly Item[], dice: Dice): () => Item {
  let deck: Item[] = []
  return () => {
    if (deck.length === 0) deck = [...items]
    return deck.splice(dice.between(0, deck.length - 1), 1)[0]!
  }
}
