import { byId } from './arithmetic'

/** What people gave to projects, by project, then by person; nobody gives 0. */
export type Gifts = ReadonlyMap<string, ReadonlyMap<string, bigint>>

/** What one person gave: to which projects (places, ascending), how much, and as parts of all that the person gave. */
type Giver = { to: number[]; amounts: number[]; parts: number[] }

/**
 * Connection-oriented cluster matching with projects as the clusters. All in doubles: the result is the same everywhere, as only
 * + - * / and sqrt are used, in the order in which docs/rounds/export.md writes them. A term of 0 is left out: adding it changes nothing.
 */
export function clusterWeights(projects: readonly string[], gifts: Gifts): bigint[] {
  const givers = giversOf(projects, gifts)
  const passed = passedOn(givers, projects.length)
  const backers: Giver[][] = projects.map(() => [])
  for (const giver of givers) for (const project of giver.to) backers[project]!.push(giver)
  return backers.map((people, project) => BigInt(Math.floor(matchOf(project, people, passed))))
}

/** Everybody who gave something, ascending. */
function giversOf(projects: readonly string[], gifts: Gifts): Giver[] {
  const givers = new Map<string, Giver>()
  for (const [project, name] of projects.entries()) {
    for (const [person, amount] of gifts.get(name) ?? []) {
      const giver = givers.get(person) ?? { to: [], amounts: [], parts: [] }
      givers.set(person, giver)
      giver.to.push(project)
      giver.amounts.push(Number(amount))
    }
  }
  for (const giver of givers.values()) {
    const all = giver.amounts.reduce((total, amount) => total + amount, 0)
    giver.parts = giver.amounts.map((amount) => amount / all)
  }
  return [...givers].sort(([one], [other]) => byId(one, other)).map(([, giver]) => giver)
}

/** P: how much of what was given to a project comes from people who give to another; rows by the one, columns by the other. */
function passedOn(givers: readonly Giver[], projects: number): Float64Array[] {
  const totals = new Float64Array(projects)
  for (const { to, amounts } of givers) for (const [place, project] of to.entries()) totals[project]! += amounts[place]!
  const rows = Array.from({ length: projects }, () => new Float64Array(projects))
  for (const { to, amounts, parts } of givers) {
    for (let one = 0; one < to.length; one++) {
      const row = rows[to[one]!]!
      const share = amounts[one]! / totals[to[one]!]!
      for (let other = 0; other < to.length; other++) row[to[other]!]! += share * parts[other]!
    }
  }
  return rows
}

/** 1 - k: how far a person is from each of some projects. */
function distances({ to, parts }: Giver, from: readonly number[], passed: readonly Float64Array[]): Float64Array {
  const far = new Float64Array(from.length)
  for (const [at, project] of from.entries()) {
    if (to.includes(project)) continue
    let near = 0
    for (let place = 0; place < to.length; place++) near += parts[place]! * passed[to[place]!]![project]!
    far[at] = 1 - Math.min(1, near)
  }
  return far
}

/** The sum over pairs of the projects that a project's backers give to: other pairs have no M that is not 0. */
function matchOf(project: number, backers: readonly Giver[], passed: readonly Float64Array[]): number {
  const touched = [...new Set(backers.flatMap(({ to }) => to))].sort((one, other) => one - other)
  const placeOf = new Map(touched.map((one, place) => [one, place]))
  const met = touched.map(() => new Float64Array(touched.length))
  for (const backer of backers) {
    const far = distances(backer, touched, passed)
    const amount = backer.amounts[backer.to.indexOf(project)]!
    for (const [place, other] of backer.to.entries()) {
      const row = met[placeOf.get(other)!]!
      const part = amount * backer.parts[place]!
      for (let at = 0; at < far.length; at++) row[at]! += part * far[at]!
    }
  }
  let total = 0
  for (let one = 0; one < touched.length; one++) {
    for (let other = one + 1; other < touched.length; other++) {
      total += 2 * Math.sqrt(met[one]![other]! * met[other]![one]!)
    }
  }
  return total
}
