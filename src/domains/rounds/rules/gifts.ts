import { toNearestDouble } from '@/kit/integer'
import { type BaseUnits, baseUnits } from '../schema/units'

/**
 * Who gave how much to which project, in columns: no object for a contribution, because a round has a million of them. Rows of person i
 * are `start[i]` to `start[i + 1]`, ascending by project, one for a pair; amounts are base units, `high * 2^32 + low`, above 0.
 */
export type Gifts = {
  readonly people: number
  readonly projects: number
  readonly start: Uint32Array
  readonly project: Uint32Array
  readonly high: Uint32Array
  readonly low: Uint32Array
  readonly totals: readonly ProjectTotals[]
}

/** What stands behind one project, in base units. */
export type ProjectTotals = {
  readonly backers: number
  /** Before the cap of a person. */
  readonly given: BaseUnits
  /** People whose gifts were cut to the cap. */
  readonly peopleCapped: number
  /** After the cap of a person. */
  readonly counted: BaseUnits
}

/** The same before it was sorted and merged: row by row, in any order, a pair as often as there are wallets. */
export type GiftRows = {
  /** How many people and projects there are; rows hold their places in ascending order of ids. */
  readonly people: number
  readonly projects: number
  readonly person: Uint32Array
  readonly project: Uint32Array
  readonly high: Uint32Array
  readonly low: Uint32Array
}

/** Rows to be filled, so many. */
export const emptyRows = (people: number, projects: number, count: number): GiftRows => ({
  ...{ people, projects, person: new Uint32Array(count), project: new Uint32Array(count) },
  ...{ high: new Uint32Array(count), low: new Uint32Array(count) },
})

/** Sums of 32-bit halves stay exact in doubles up to here. */
export const MOST_ROWS = 2_000_000

const TWO_32 = 4_294_967_296

/** The places of rows in ascending order of their key, equal keys in their order: a counting sort. */
function sortedBy(keys: Uint32Array, count: number, order: Uint32Array): Uint32Array {
  const next = new Uint32Array(count + 1)
  for (const key of keys) next[key + 1]! += 1
  for (let key = 0; key < count; key += 1) next[key + 1]! += next[key]!
  const sorted = new Uint32Array(order.length)
  for (const row of order) {
    const key = keys[row]!
    sorted[next[key]!] = row
    next[key]! += 1
  }
  return sorted
}

/** Where the merged rows and the sums go. */
class Columns {
  readonly project: Uint32Array
  readonly high: Uint32Array
  readonly low: Uint32Array
  count = 0
  readonly backers: Float64Array
  readonly capped: Float64Array
  readonly given: readonly [Float64Array, Float64Array]
  readonly counted: readonly [Float64Array, Float64Array]
  readonly #cap: { high: number; low: number } | null

  constructor(rows: number, projects: number, cap: bigint | null) {
    const column = () => new Float64Array(projects)
    this.project = new Uint32Array(rows)
    this.high = new Uint32Array(rows)
    this.low = new Uint32Array(rows)
    this.backers = column()
    this.capped = column()
    this.given = [column(), column()]
    this.counted = [column(), column()]
    this.#cap = cap === null ? null : halves(cap)
  }

  /** Takes what one person gave to one project over all wallets. */
  add(place: number, high: number, low: number): void {
    if (high >= TWO_32) throw new RangeError('One person gave one project more than the chain can count.')
    if (high === 0 && low === 0) return
    this.backers[place]! += 1
    this.given[0][place]! += high
    this.given[1][place]! += low
    const cap = this.#cap
    const isCut = cap !== null && (high > cap.high || (high === cap.high && low > cap.low))
    if (isCut) this.capped[place]! += 1
    const [countedHigh, countedLow] = isCut ? [cap.high, cap.low] : [high, low]
    if (countedHigh === 0 && countedLow === 0) return
    this.counted[0][place]! += countedHigh
    this.counted[1][place]! += countedLow
    this.project[this.count] = place
    this.high[this.count] = countedHigh
    this.low[this.count] = countedLow
    this.count += 1
  }
}

/**
 * Sorts rows by person and project, adds what one person gave to one project from several wallets, and cuts it to the cap (base units;
 * null for none). Any order of rows gives the same columns. Throws a RangeError above 2,000,000 rows, or where one person's sum
 * passes what a chain can count.
 */
export function gather(rows: GiftRows, cap: bigint | null): Gifts {
  const { people, projects, person, project } = rows
  if (person.length > MOST_ROWS) throw new RangeError(`A round holds at most ${MOST_ROWS} positions.`)
  const order = sortedBy(person, people, sortedBy(project, projects, Uint32Array.from(person.keys())))
  const start = new Uint32Array(people + 1)
  const columns = new Columns(order.length, projects, cap)
  let who = 0
  for (let from = 0; from < order.length; ) {
    const [giver, place] = [person[order[from]!]!, project[order[from]!]!]
    while (who < giver) start[++who] = columns.count
    let [high, low] = [0, 0]
    for (; from < order.length; from += 1) {
      const row = order[from]!
      if (person[row] !== giver || project[row] !== place) break
      low += rows.low[row]!
      high += rows.high[row]!
      if (low < TWO_32) continue
      low -= TWO_32
      high += 1
    }
    columns.add(place, high, low)
  }
  start.fill(columns.count, who + 1)
  const cut = (values: Uint32Array) => values.subarray(0, columns.count)
  return {
    ...{ people, projects, start, totals: totalsOf(columns) },
    ...{ project: cut(columns.project), high: cut(columns.high), low: cut(columns.low) },
  }
}

const totalsOf = ({ backers, capped, given, counted }: Columns): ProjectTotals[] =>
  Array.from(backers, (count, place) => ({
    backers: count,
    given: baseUnits(joined(given[0][place]!, given[1][place]!)),
    peopleCapped: capped[place]!,
    counted: baseUnits(joined(counted[0][place]!, counted[1][place]!)),
  }))

/** `high * 2^32 + low`, exactly. */
export const joined = (high: number, low: number): bigint => (BigInt(high) << 32n) + BigInt(low)

/** The two halves of an amount of at most 64 bits. */
export const halves = (units: bigint): { high: number; low: number } => ({
  high: toNearestDouble(units >> 32n),
  low: toNearestDouble(units & 0xffff_ffffn),
})

/** The double nearest to an amount: the product is exact, so that the sum is rounded once. */
export const nearest = (high: number, low: number): number => high * TWO_32 + low
