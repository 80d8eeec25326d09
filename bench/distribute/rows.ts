import { emptyRows, type GiftRows, halves } from '@/domains/rounds/rules/gifts'
import { Dice } from '@/test/dice'

const SEED = 5

export type Size = { readonly people: number; readonly projects: number; readonly gifts: number }

/** Rows in random order: everybody gives to equally many projects, small ones more rarely, mostly whole coins, some odd amounts. */
export function randomRows({ people, projects, gifts }: Size): GiftRows {
  const dice = new Dice(SEED)
  const rows = emptyRows(people, projects, gifts)
  const each = gifts / people
  for (let row = 0; row < gifts; row += 1) {
    rows.person[row] = Math.floor(row / each)
    rows.project[row] = Math.floor(dice.next() ** 1.5 * projects)
    const coins = BigInt(dice.between(1, 500)) * 1_000_000_000n
    const { high, low } = halves(dice.chance(0.3) ? coins + BigInt(dice.between(0, 999_999_999)) : coins)
    rows.high[row] = high
    rows.low[row] = low
  }
  return shuffled(rows, SEED)
}

/** The same rows in another order. */
export function shuffled(rows: GiftRows, seed: number): GiftRows {
  const dice = new Dice(seed)
  const count = rows.person.length
  const order = Uint32Array.from({ length: count }, (_, row) => row)
  for (let row = count - 1; row > 0; row -= 1) {
    const other = dice.between(0, row)
    const before = order[row]!
    order[row] = order[other]!
    order[other] = before
  }
  const moved = emptyRows(rows.people, rows.projects, count)
  for (const name of ['person', 'project', 'high', 'low'] as const)
    for (let row = 0; row < count; row += 1) moved[name][row] = rows[name][order[row]!]!
  return moved
}
