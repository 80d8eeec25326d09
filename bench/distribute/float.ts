import type { GiftRows } from '@/domains/rounds/rules/gifts'

/** The denominator: what somebody would write first, in floats, with an object for each contribution. */
type Contribution = { person: number; project: number; amount: number }

export const contributionsOf = ({ person, project, high, low }: GiftRows): Contribution[] =>
  Array.from(person, (who, row) => ({ person: who, project: project[row]!, amount: high[row]! * 2 ** 32 + low[row]! }))

/** What everybody gave to what: person -> project -> amount. */
function byPerson(contributions: readonly Contribution[]): Map<number, Map<number, number>> {
  const people = new Map<number, Map<number, number>>()
  for (const { person, project, amount } of contributions) {
    const gifts = people.get(person) ?? new Map<number, number>()
    gifts.set(project, (gifts.get(project) ?? 0) + amount)
    people.set(person, gifts)
  }
  return people
}

const split = (weights: readonly number[], pool: number): number[] => {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => (pool * weight) / total)
}

export function quadraticFloat(contributions: readonly Contribution[], projects: number, pool: number): number[] {
  const roots = new Array<number>(projects).fill(0)
  const sums = new Array<number>(projects).fill(0)
  for (const gifts of byPerson(contributions).values()) {
    for (const [project, amount] of gifts) {
      roots[project]! += Math.sqrt(amount)
      sums[project]! += amount
    }
  }
  return split(
    roots.map((root, project) => root * root - sums[project]!),
    pool,
  )
}

/** Cluster matching over dense nested arrays and sparse people. */
export function clusterFloat(contributions: readonly Contribution[], projects: number, pool: number): number[] {
  const square = () => Array.from({ length: projects }, () => new Array<number>(projects).fill(0))
  const people = [...byPerson(contributions)]
    .sort(([a], [b]) => a - b)
    .map(([, gifts]) => [...gifts].sort(([a], [b]) => a - b))
  const totals = new Array<number>(projects).fill(0)
  for (const gifts of people) for (const [project, amount] of gifts) totals[project]! += amount
  const shares = people.map((gifts) => {
    const all = gifts.reduce((sum, [, amount]) => sum + amount, 0)
    return gifts.map(([project, amount]) => [project, amount / all] as const)
  })
  const reach = square()
  for (const [person, gifts] of people.entries())
    for (const [g, amount] of gifts)
      for (const [h, share] of shares[person]!) reach[g]![h]! += (amount / totals[g]!) * share
  const matrices = Array.from({ length: projects }, square)
  for (const [person, gifts] of people.entries()) {
    const near = new Array<number>(projects).fill(0)
    for (const [p, share] of shares[person]!) for (let h = 0; h < projects; h += 1) near[h]! += share * reach[p]![h]!
    const strange = near.map((one) => 1 - Math.min(1, one))
    for (const [project] of gifts) strange[project] = 0
    for (const [p, amount] of gifts)
      for (const [h, share] of shares[person]!) {
        const line = matrices[p]![h]!
        for (let g = 0; g < projects; g += 1) line[g]! += amount * share * strange[g]!
      }
  }
  const weights = matrices.map((matrix) => {
    let sum = 0
    for (let g = 0; g < projects; g += 1)
      for (let h = g + 1; h < projects; h += 1) sum += 2 * Math.sqrt(matrix[g]![h]! * matrix[h]![g]!)
    return Math.floor(sum)
  })
  return split(weights, pool)
}
