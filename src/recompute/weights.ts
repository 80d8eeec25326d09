import { ascending, type Export } from './format'

export type Merit = { work: bigint; rank: bigint | null }
export type Weight = { weight: bigint; atMost: bigint | null }

/** c: project -> person -> base units after the cap; and how many people gave anything at all. */
export type Giving = { c: Map<string, Map<string, bigint>>; backers: Map<string, number> }

/** What verified people gave to these projects in raises that succeeded. */
export function givingTo(projects: string[], { sheet, facts }: Export): Giving {
  const cap = sheet.caps.countedPerPerson
  const sums = new Map(projects.map((p) => [p, new Map<string, bigint>()]))
  for (const { person, project, mint, raise, withdrawable, accepted } of facts.positions) {
    if (raise !== 'succeeded' || withdrawable || mint !== sheet.asset.mint || person === null) continue
    const of = sums.get(project)
    if (of) of.set(person, (of.get(person) ?? 0n) + BigInt(accepted))
  }
  const backers = new Map<string, number>()
  for (const [project, of] of sums) {
    for (const [person, units] of of) {
      if (units >= 1n << 64n) throw new Error('One person gave one project more than the chain can count.')
      if (units === 0n) of.delete(person)
    }
    backers.set(project, of.size)
    for (const [person, units] of of) {
      const counted = cap !== null && units > BigInt(cap) ? BigInt(cap) : units
      if (counted === 0n) of.delete(person)
      else of.set(person, counted)
    }
  }
  return { c: sums, backers }
}

/** The weights of recipients, who are ascending. */
export function weightsOf(given: Export, recipients: string[], merit: Map<string, Merit>, { c }: Giving): Weight[] {
  const { id, parameters } = given.sheet.reward
  const free = (weights: bigint[]): Weight[] => weights.map((weight) => ({ weight, atMost: null }))
  const gifts = (p: string) => [...c.get(p)!.values()]
  const sum = (numbers: bigint[]) => numbers.reduce((a, b) => a + b, 0n)
  switch (id) {
    case 'equal':
      return free(recipients.map(() => 1n))
    case 'pro-rata':
      return recipients.map((r) => {
        const due = (merit.get(r)?.work ?? 0n) * BigInt(parameters.rate as string)
        return { weight: due, atMost: due }
      })
    case 'pledge-match': {
      const cap = parameters.countedPerProject as string | null
      return free(
        recipients.map(
          (p) => [sum(gifts(p)), ...(cap === null ? [] : [BigInt(cap)])].sort((a, b) => (a < b ? -1 : 1))[0]!,
        ),
      )
    }
    case 'quadratic':
      return free(
        recipients.map((p) => {
          const roots = sum(gifts(p).map((units) => root(units * 10n ** 18n)))
          const match = roots ** 2n / 10n ** 18n - sum(gifts(p))
          return match < 0n ? 0n : match
        }),
      )
    case 'ranked':
      return free(byPlace(recipients, merit, parameters.shares as number[]))
    case 'cluster-matching':
      return free(clusters(recipients, c))
    default:
      throw new Error(`The sheet's reward rule ${id} is not one that can be computed again here.`)
  }
}

/** The largest whole number whose square is not above n, found bit by bit. */
export function root(n: bigint): bigint {
  let found = 0n
  for (let bit = 1n << BigInt(Math.ceil(n.toString(16).length * 2)); bit > 0n; bit >>= 1n) {
    if ((found + bit) ** 2n <= n) found += bit
  }
  return found
}

function byPlace(recipients: string[], merit: Map<string, Merit>, shares: number[]): bigint[] {
  const rankOf = (r: string) => merit.get(r)?.rank ?? null
  return recipients.map((r) => {
    const own = rankOf(r)
    if (own === null) return 0n
    const ranks = recipients.map(rankOf).filter((rank) => rank !== null)
    const better = ranks.filter((rank) => rank < own).length
    const same = ranks.filter((rank) => rank === own).length
    let all = 0
    for (let place = better; place < better + same; place += 1) all += shares[place] ?? 0
    return (BigInt(all) * 10n ** 9n) / BigInt(same)
  })
}

/** Cluster matching, written as the formulas stand: nested sums over people and projects, ascending. */
function clusters(projects: string[], giving: Map<string, Map<string, bigint>>): bigint[] {
  const people = [...new Set(projects.flatMap((p) => [...giving.get(p)!.keys()]))].sort(ascending)
  const n = projects.length
  const range = [...Array(n).keys()]
  const c = people.map((i) => projects.map((p) => Number(giving.get(p)!.get(i) ?? 0n)))
  const add = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0)
  const w = c.map((of) => {
    const all = add(of)
    return of.map((units) => units / all)
  })
  const behind = range.map((g) => add(c.map((of) => of[g]!)))
  const P = range.map((g) =>
    range.map((h) => add(c.map((of, i) => (behind[g] === 0 ? 0 : (of[g]! / behind[g]!) * w[i]![h]!)))),
  )
  const k = c.map((of, i) =>
    range.map((h) => (of[h]! > 0 ? 1 : Math.min(1, add(range.map((p) => w[i]![p]! * P[p]![h]!))))),
  )
  return range.map((p) => {
    const M = range.map((h) => range.map((g) => add(c.map((of, i) => of[p]! * w[i]![h]! * (1 - k[i]![g]!)))))
    const pairs = range.flatMap((g) => range.filter((h) => h > g).map((h) => 2 * Math.sqrt(M[g]![h]! * M[h]![g]!)))
    return BigInt(Math.floor(add(pairs)))
  })
}
