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

/** A row while it is sorted: person, project, high, low, one after the other, so that a row is one visit to memory. */
const FIELDS = 4

/** Writes rows in ascending order of one of their fields, equal ones in their order: a counting sort. */
function sortInto(sorted: Uint32Array, field: number, rows: Uint32Array, count: number): void {
  const next = new Uint32Array(count + 1)
  for (let at = field; at < rows.length; at += FIELDS) next[rows[at]! + 1]! += 1
  for (let key = 0; key < count; key += 1) next[key + 1]! += next[key]!
  for (let at = 0; at < rows.length; at += FIELDS) {
    const key = rows[at + field]!
    const to = next[key]! * FIELDS
    sorted[to] = rows[at]!
    sorted[to + 1] = rows[at + 1]!
    sorted[to + 2] = rows[at + 2]!
    sorted[to + 3] = rows[at + 3]!
    next[key]! += 1
  }
}

/** All rows in one array, ascending by person, then by project. */
function inOrder({ people, projects, person, project, high, low }: GiftRows): Uint32Array {
  const rows = new Uint32Array(person.length * FIELDS)
  for (let row = 0; row < person.length; row += 1) {
    rows[row * FIELDS] = person[row]!
    rows[row * FIELDS + 1] = project[row]!
    rows[row * FIELDS + 2] = high[row]!
    rows[row * FIELDS + 3] = low[row]!
  }
  const sorted = new Uint32Array(rows.length)
  sortInto(sorted, 1, rows, projects)
  sortInto(rows, 0, sorted, people)
  return rows
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
    const countedHigh = isCut ? cap.high : high
    const countedLow = isCut ? cap.low : low
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
  const { people, projects } = rows
  const count = rows.person.length
  if (count > MOST_ROWS) throw new RangeError(`A round holds at most ${MOST_ROWS} positions.`)
  const sorted = inOrder(rows)
  const start = new Uint32Array(people + 1)
  const columns = new Columns(count, projects, cap)
  let who = 0
  for (let at = 0; at < sorted.length; ) {
    const giver = sorted[at]!
    const place = sorted[at + 1]!
    while (who < giver) start[++who] = columns.count
    let high = 0
    let low = 0
    for (; sorted[at] === giver && sorted[at + 1] === place; at += FIELDS) {
      high += sorted[at + 2]!
      low += sorted[at + 3]!
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
