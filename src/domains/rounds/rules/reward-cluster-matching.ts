import { z } from 'zod'
import { weight } from '../schema/units'
import { type Gifts, nearest } from './gifts'
import { rewardRule } from './reward-rule'

/** People that are taken at once: their rows of 1 - k fit into the processor's cache. */
const BLOCK = 2_048

/**
 * `cluster-matching`, version 1: connection-oriented cluster matching with the projects as groups. c(i,p) is the nearest double of what
 * person i gave to p in base units, after the sheet's `countedPerPerson`.
 * w(i,p) = c(i,p) / sum_q c(i,q). P(g,h) = sum_i c(i,g) / (sum_j c(j,g)) * w(i,h). k(i,h) = 1 if c(i,h) > 0, else
 * min(1, sum_p w(i,p) * P(p,h)). M_p(h,g) = sum_i c(i,p) * w(i,h) * (1 - k(i,g)).
 * weight(p) = floor(sum over pairs g < h of 2 * sqrt(M_p(g,h) * M_p(h,g))). No parameters.
 * IEEE-754 doubles, only + - * / sqrt, from left to right; sums run over people, then projects, ascending; pairs by g, then h. So every
 * machine finds the same weights. Source: rounds.md, "Formulas"; Miller, Weyl and Erichsen, "Beyond Collusion Resistance" (2022).
 * Promise: people who all give to the same projects match nothing. Not monotone.
 */
export const clusterMatching = rewardRule({
  id: 'cluster-matching',
  version: 1,
  parameters: z.strictObject({}),
  weighs: 'gifts',
  mostRecipients: 250,
  weigh: (_, { gifts }) => {
    const given = amountsOf(gifts)
    const matrix = matricesOf(gifts, given, reachOf(gifts, given))
    return gifts.totals.map((_total, place) => ({ weight: weight(pairSum(matrix, place, gifts.projects)), most: null }))
  },
})

type Amounts = {
  /** c of each row. */
  readonly units: Float64Array
  /** w of each row. */
  readonly shares: Float64Array
  /** Where the row's project has its line of P. */
  readonly reached: Uint32Array
}

function amountsOf({ people, projects, start, project, high, low }: Gifts): Amounts {
  const units = new Float64Array(high.length)
  const shares = new Float64Array(high.length)
  for (let row = 0; row < high.length; row += 1) units[row] = nearest(high[row]!, low[row]!)
  for (let person = 0; person < people; person += 1) {
    let sum = 0
    for (let row = start[person]!; row < start[person + 1]!; row += 1) sum += units[row]!
    for (let row = start[person]!; row < start[person + 1]!; row += 1) shares[row] = units[row]! / sum
  }
  return { units, shares, reached: project.map((place) => place * strideOf(projects)) }
}

/** Sums that are kept in registers at once: lines of tables are padded to a multiple of it. */
const TILE = 8
const strideOf = (projects: number): number => Math.ceil(projects / TILE) * TILE

/** P(g,h) at g * stride + h: how far the money of g's people reaches into h. */
function reachOf({ people, projects, start, project }: Gifts, { units, shares }: Amounts): Float64Array {
  const totals = new Float64Array(projects)
  for (let row = 0; row < units.length; row += 1) totals[project[row]!]! += units[row]!
  const stride = strideOf(projects)
  const reach = new Float64Array(projects * stride)
  for (let person = 0; person < people; person += 1) {
    for (let from = start[person]!; from < start[person + 1]!; from += 1) {
      const part = units[from]! / totals[project[from]!]!
      const line = project[from]! * stride
      for (let to = start[person]!; to < start[person + 1]!; to += 1) reach[line + project[to]!]! += part * shares[to]!
    }
  }
  return reach
}

/** All M_p(h,g) with h other than p, at (p * projects + h) * stride + g. For h = p the other half of every pair is 0. */
function matricesOf(gifts: Gifts, amounts: Amounts, reach: Float64Array): Float64Array {
  const { people, projects } = gifts
  const matrix = new Float64Array(projects * projects * strideOf(projects))
  const strange = new Float64Array(BLOCK * strideOf(projects))
  for (let first = 0; first < people; first += BLOCK) {
    const last = Math.min(first + BLOCK, people)
    fillStrange(gifts, amounts, reach, strange, first, last)
    addBlock(gifts, amounts, strange, matrix, first, last)
  }
  return matrix
}

/** 1 - k(i,g) for the people of a block: how strange project g is to person i. */
function fillStrange(
  { projects, start, project }: Gifts,
  { shares, reached }: Amounts,
  reach: Float64Array,
  strange: Float64Array,
  first: number,
  last: number,
): void {
  const stride = strideOf(projects)
  strange.fill(0)
  for (let person = first; person < last; person += 1) {
    const line = (person - first) * stride
    const from = start[person]!
    const to = start[person + 1]!
    addLines(strange, line, shares, reached, from, to, reach, stride)
    for (let place = 0; place < stride; place += 1) strange[line + place] = 1 - Math.min(1, strange[line + place]!)
    for (let row = from; row < to; row += 1) strange[line + project[row]!] = 0
  }
}

/** Adds a block's people to all matrices: for each project p its givers, sorted by the other projects h that they give to. */
function addBlock(
  gifts: Gifts,
  amounts: Amounts,
  strange: Float64Array,
  matrix: Float64Array,
  first: number,
  last: number,
): void {
  const { projects } = gifts
  const stride = strideOf(projects)
  const givers = byProject(gifts, first, last)
  const room = { factors: new Float64Array(0), lines: new Uint32Array(0) }
  for (let place = 0; place < projects; place += 1) {
    const ends = fillTerms(room, gifts, amounts, givers, place, first)
    for (let other = 0; other < projects; other += 1) {
      const from = other === 0 ? 0 : ends[other - 1]!
      const at = (place * projects + other) * stride
      if (other !== place) addLines(matrix, at, room.factors, room.lines, from, ends[other]!, strange, stride)
    }
  }
}

/** Room for the terms of one p, which grows as it must and is used again. */
type Terms = { factors: Float64Array; lines: Uint32Array }

/**
 * Writes the terms of all M_p(h,.) of one p: c(i,p) * w(i,h), and where 1 - k(i,.) stands, by h, people ascending. Gives back where those of
 * each h end.
 */
function fillTerms(
  room: Terms,
  { projects, start, project }: Gifts,
  { units, shares }: Amounts,
  { people, rows, ends }: Givers,
  place: number,
  first: number,
): Uint32Array {
  const stride = strideOf(projects)
  const [from, to] = [place === 0 ? 0 : ends[place - 1]!, ends[place]!]
  const next = new Uint32Array(projects + 1)
  for (let index = from; index < to; index += 1) {
    const person = people[index]!
    for (let row = start[person]!; row < start[person + 1]!; row += 1) next[project[row]! + 1]! += 1
  }
  for (let other = 0; other < projects; other += 1) next[other + 1]! += next[other]!
  if (next[projects]! > room.factors.length) {
    room.factors = new Float64Array(next[projects]! * 2)
    room.lines = new Uint32Array(next[projects]! * 2)
  }
  const { factors, lines } = room
  for (let index = from; index < to; index += 1) {
    const person = people[index]!
    const amount = units[rows[index]!]!
    for (let row = start[person]!; row < start[person + 1]!; row += 1) {
      const at = next[project[row]!]!
      factors[at] = amount * shares[row]!
      lines[at] = (person - first) * stride
      next[project[row]!] = at + 1
    }
  }
  return next
}

/**
 * into[at + g] += factors[row] * source[lines[row] + g] for the rows `from` to `to`, one row after the other, for every g below the
 * stride: eight sums at a time stay in registers. Here nearly all time is spent.
 */
function addLines(
  into: Float64Array,
  at: number,
  factors: Float64Array,
  lines: Uint32Array,
  from: number,
  to: number,
  source: Float64Array,
  stride: number,
): void {
  for (let tile = 0; tile < stride; tile += TILE) {
    const place = at + tile
    let a = into[place]!
    let b = into[place + 1]!
    let c = into[place + 2]!
    let d = into[place + 3]!
    let e = into[place + 4]!
    let f = into[place + 5]!
    let g = into[place + 6]!
    let h = into[place + 7]!
    for (let row = from; row < to; row += 1) {
      const factor = factors[row]!
      const line = lines[row]! + tile
      a += factor * source[line]!
      b += factor * source[line + 1]!
      c += factor * source[line + 2]!
      d += factor * source[line + 3]!
      e += factor * source[line + 4]!
      f += factor * source[line + 5]!
      g += factor * source[line + 6]!
      h += factor * source[line + 7]!
    }
    into[place] = a
    into[place + 1] = b
    into[place + 2] = c
    into[place + 3] = d
    into[place + 4] = e
    into[place + 5] = f
    into[place + 6] = g
    into[place + 7] = h
  }
}

/** Who of a block gives to each project, and in which row; those of project p end at `ends[p]`. */
type Givers = { readonly people: Uint32Array; readonly rows: Uint32Array; readonly ends: Uint32Array }

/** The rows of a block's people by project, people ascending. */
function byProject({ projects, start, project }: Gifts, first: number, last: number): Givers {
  const [from, to] = [start[first]!, start[last]!]
  const next = new Uint32Array(projects + 1)
  for (let row = from; row < to; row += 1) next[project[row]! + 1]! += 1
  for (let place = 0; place < projects; place += 1) next[place + 1]! += next[place]!
  const givers = new Uint32Array(to - from)
  const rows = new Uint32Array(to - from)
  for (let person = first; person < last; person += 1) {
    for (let row = start[person]!; row < start[person + 1]!; row += 1) {
      const at = next[project[row]!]!
      givers[at] = person
      rows[at] = row
      next[project[row]!] = at + 1
    }
  }
  return { people: givers, rows, ends: next }
}

/** floor(sum over pairs g < h of 2 * sqrt(M_p(g,h) * M_p(h,g))). */
function pairSum(matrix: Float64Array, place: number, projects: number): bigint {
  const stride = strideOf(projects)
  const base = place * projects * stride
  let sum = 0
  for (let g = 0; g < projects; g += 1) {
    for (let h = g + 1; h < projects; h += 1) {
      sum += 2 * Math.sqrt(matrix[base + g * stride + h]! * matrix[base + h * stride + g]!)
    }
  }
  return BigInt(Math.floor(sum))
}
