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
}

function amountsOf({ people, start, high, low }: Gifts): Amounts {
  const units = Float64Array.from(high, (word, row) => nearest(word, low[row]!))
  const shares = new Float64Array(units.length)
  for (let person = 0; person < people; person += 1) {
    let sum = 0
    for (let row = start[person]!; row < start[person + 1]!; row += 1) sum += units[row]!
    for (let row = start[person]!; row < start[person + 1]!; row += 1) shares[row] = units[row]! / sum
  }
  return { units, shares }
}

/** P(g,h) at g * projects + h: how far the money of g's people reaches into h. */
function reachOf({ people, projects, start, project }: Gifts, { units, shares }: Amounts): Float64Array {
  const totals = new Float64Array(projects)
  for (let row = 0; row < units.length; row += 1) totals[project[row]!]! += units[row]!
  const reach = new Float64Array(projects * projects)
  for (let person = 0; person < people; person += 1) {
    for (let from = start[person]!; from < start[person + 1]!; from += 1) {
      const part = units[from]! / totals[project[from]!]!
      const line = project[from]! * projects
      for (let to = start[person]!; to < start[person + 1]!; to += 1) reach[line + project[to]!]! += part * shares[to]!
    }
  }
  return reach
}

/** All M_p(h,g), at (p * projects + h) * projects + g. */
function matricesOf(gifts: Gifts, amounts: Amounts, reach: Float64Array): Float64Array {
  const { people, projects } = gifts
  const matrix = new Float64Array(projects * projects * projects)
  const strange = new Float64Array(BLOCK * projects)
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
  { shares }: Amounts,
  reach: Float64Array,
  strange: Float64Array,
  first: number,
  last: number,
): void {
  strange.fill(0)
  for (let person = first; person < last; person += 1) {
    const line = (person - first) * projects
    const [from, to] = [start[person]!, start[person + 1]!]
    for (let row = from; row < to; row += 1) {
      const share = shares[row]!
      const reached = project[row]! * projects
      for (let place = 0; place < projects; place += 1) strange[line + place]! += share * reach[reached + place]!
    }
    for (let place = 0; place < projects; place += 1) strange[line + place] = 1 - Math.min(1, strange[line + place]!)
    for (let row = from; row < to; row += 1) strange[line + project[row]!] = 0
  }
}

/** Adds a block's people to all matrices, project by project, so that one matrix stays near while its people pass. */
function addBlock(
  { projects, start, project }: Gifts,
  { units, shares }: Amounts,
  strange: Float64Array,
  matrix: Float64Array,
  first: number,
  last: number,
): void {
  const { givers, rows, ends } = byProject(projects, start, project, first, last)
  for (let place = 0, index = 0; place < projects; place += 1) {
    for (; index < ends[place]!; index += 1) {
      const person = givers[index]!
      const amount = units[rows[index]!]!
      for (let row = start[person]!; row < start[person + 1]!; row += 1) {
        const at = (place * projects + project[row]!) * projects
        addLine(matrix, at, amount * shares[row]!, strange, (person - first) * projects, projects)
      }
    }
  }
}

/** The innermost loop, on its own so that it is compiled well. */
function addLine(
  into: Float64Array,
  at: number,
  factor: number,
  from: Float64Array,
  line: number,
  count: number,
): void {
  for (let place = 0; place < count; place += 1) into[at + place]! += factor * from[line + place]!
}

/** The rows of a block's people by project, people ascending. */
function byProject(projects: number, start: Uint32Array, project: Uint32Array, first: number, last: number) {
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
  return { givers, rows, ends: next }
}

/** floor(sum over pairs g < h of 2 * sqrt(M_p(g,h) * M_p(h,g))). */
function pairSum(matrix: Float64Array, place: number, projects: number): bigint {
  const base = place * projects * projects
  let sum = 0
  for (let g = 0; g < projects; g += 1) {
    for (let h = g + 1; h < projects; h += 1) {
      sum += 2 * Math.sqrt(matrix[base + g * projects + h]! * matrix[base + h * projects + g]!)
    }
  }
  return BigInt(Math.floor(sum))
}
