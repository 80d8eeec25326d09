import { type CompanyData, OTHERS, type PartyRole, ROOT } from '../schema'
import { add, isMajority, NONE, parseShare, reaches, type Share, sameShare, times, WHOLE } from './share'

/** Something that must be mended, and the field in which it stands. */
export type Problem = { field: string; message: string }
export type Chart = Pick<CompanyData, 'people' | 'companies' | 'holdings'>
type Holding = { owner: string; owned: string; shares: Share; votes: Share }

/** So many companies may stand between the company and an owner. */
export const MOST_DEPTH = 10

/** The holdings as numbers, or everything in them that cannot be read. */
function readHoldings({ holdings, people, companies }: Chart): { holdings: Holding[]; problems: Problem[] } {
  const owned = new Set([ROOT, ...companies.map(({ ref }) => ref)])
  const owners = new Set([OTHERS, ...people.map(({ ref }) => ref), ...companies.map(({ ref }) => ref)])
  const problems: Problem[] = []
  const seen = new Set<string>()
  const read = holdings.flatMap((row, index) => {
    const field = `holdings.${index}`
    const say = (name: string, message: string) => problems.push({ field: `${field}.${name}`, message })
    const shares = parseShare(row.shares)
    const votes = row.votes.trim() === '' ? shares : parseShare(row.votes)
    if (!owners.has(row.owner)) say('owner', 'Choose who holds this share.')
    if (!owned.has(row.owned)) say('owned', 'Choose the company in which this share is held.')
    if (!shares) say('shares', 'Write a percentage from 0 to 100 (33.25) or a fraction (1/3).')
    if (!votes) say('votes', 'Write a percentage from 0 to 100 (33.25) or a fraction (1/3), or leave it empty.')
    if (seen.has(`${row.owner} ${row.owned}`))
      say('owner', 'This holder stands twice in the same company; write the sum.')
    seen.add(`${row.owner} ${row.owned}`)
    return shares && votes ? [{ owner: row.owner, owned: row.owned, shares, votes }] : []
  })
  return { holdings: read, problems }
}

const sumOf = (holdings: readonly Holding[], kind: 'shares' | 'votes'): Share =>
  holdings.reduce((sum, holding) => add(sum, holding[kind]), NONE)

/** Of each company in the chart exactly the whole must be spoken for. */
function sumProblems(chart: Chart, holdings: readonly Holding[]): Problem[] {
  const names = new Map(chart.companies.map(({ ref, name }) => [ref, name]))
  return [ROOT, ...names.keys()].flatMap((ref) => {
    const held = holdings.filter(({ owned }) => owned === ref)
    const name = ref === ROOT ? 'the company' : names.get(ref) || 'one of the companies'
    if (held.length === 0) return [{ field: 'holdings', message: `Say who owns ${name}.` }]
    return (['shares', 'votes'] as const)
      .filter((kind) => !sameShare(sumOf(held, kind), WHOLE))
      .map((kind) => ({ field: 'holdings', message: `The ${kind} in ${name} must add up to exactly 100 %.` }))
  })
}

/** The companies from the root upwards, each after all that it owns; or the circle, or that it goes too deep. */
export function orderOf(chart: Pick<Chart, 'companies'>, holdings: readonly Pick<Holding, 'owner' | 'owned'>[]) {
  const companies = new Set([ROOT, ...chart.companies.map(({ ref }) => ref)])
  const edges = holdings.filter(({ owner, owned }) => companies.has(owner) && companies.has(owned))
  const left = new Map(
    [...companies].map((ref) => [ref, new Set(edges.flatMap((e) => (e.owner === ref ? [e.owned] : [])))]),
  )
  const depth = new Map<string, number>()
  const order: string[] = []
  for (;;) {
    const next = [...left].find(([, owns]) => owns.size === 0)?.[0]
    if (next === undefined) break
    left.delete(next)
    order.push(next)
    const below = edges.flatMap(({ owner, owned }) => (owner === next ? [depth.get(owned) ?? 0] : []))
    depth.set(next, below.length === 0 ? 0 : Math.max(...below) + 1)
    for (const owns of left.values()) owns.delete(next)
  }
  const deepest = Math.max(0, ...depth.values())
  return { order, circle: withinCircle([...left.keys()], edges), deepest }
}

/** Of what is left over, only what stands in a circle: whoever nobody left over owns merely stands above one. */
function withinCircle(left: readonly string[], edges: readonly { owner: string; owned: string }[]): string[] {
  const owned = left.filter((ref) => edges.some((edge) => edge.owned === ref && left.includes(edge.owner)))
  return owned.length === left.length ? owned : withinCircle(owned, edges)
}

function shapeProblems(chart: Chart, holdings: readonly Holding[]): Problem[] {
  const { circle, deepest } = orderOf(chart, holdings)
  const names = new Map(chart.companies.map(({ ref, name }) => [ref, name || 'a company without a name']))
  if (circle.length > 0) {
    const said = circle.map((ref) => names.get(ref) ?? 'the company').join(', ')
    return [{ field: 'holdings', message: `These own each other in a circle, so no owner can be told: ${said}.` }]
  }
  if (deepest > MOST_DEPTH)
    return [
      {
        field: 'holdings',
        message: `More than ${MOST_DEPTH} companies stand one behind the other. Write to us first.`,
      },
    ]
  const strays = chart.companies.filter(({ ref }) => !holdings.some(({ owner }) => owner === ref))
  return strays.map(({ name }) => ({
    field: 'companies',
    message: `${name || 'A company'} owns nothing here. Remove it.`,
  }))
}

/** Everything that stands against a chart of owners. */
export function chartProblems(chart: Chart): Problem[] {
  const refs = [...chart.people, ...chart.companies].map(({ ref }) => ref)
  if (new Set([...refs, ROOT, OTHERS]).size !== refs.length + 2)
    return [{ field: 'people', message: 'Two entries of the chart have the same short name.' }]
  const { holdings, problems } = readHoldings(chart)
  if (problems.length > 0) return problems
  const shape = shapeProblems(chart, holdings)
  return shape.length > 0 ? shape : sumProblems(chart, holdings)
}

/** What somebody holds of the company in the end: through every chain, multiplied and summed. */
function reach(order: readonly string[], holdings: readonly Holding[], kind: 'shares' | 'votes'): Map<string, Share> {
  const held = new Map<string, Share>([[ROOT, WHOLE]])
  for (const company of order) {
    const part = held.get(company) ?? NONE
    for (const holding of holdings.filter(({ owned }) => owned === company))
      held.set(holding.owner, add(held.get(holding.owner) ?? NONE, times(part, holding[kind])))
  }
  return held
}

/** The votes that somebody has in the company with everything that they hold a majority of: such a company votes as they say. */
function commanded(person: string, order: readonly string[], holdings: readonly Holding[]): Share {
  const theirs = new Set([person])
  const votesIn = (company: string) =>
    sumOf(
      holdings.filter(({ owned, owner }) => owned === company && theirs.has(owner)),
      'votes',
    )
  // From the outermost companies inwards: each is settled before what it owns is asked.
  for (const company of order.toReversed()) if (company !== ROOT && isMajority(votesIn(company))) theirs.add(company)
  return votesIn(ROOT)
}

export type Party = { ref: string; roles: PartyRole[]; shares: Share; votes: Share }

/**
 * Everybody who must be verified: directors, who may sign, and the owners: natural persons who reach the threshold (hundredths of a
 * percent) in shares or votes through multiplied chains, or by votes of companies that they hold the majority of, or who control it
 * by other means. Where there is no owner every director stands in as senior managing official. The chart must have no problems.
 */
export function partiesOf(chart: Chart, threshold: bigint): { parties: Party[]; hasOwner: boolean } {
  const { holdings } = readHoldings(chart)
  const { order } = orderOf(chart, holdings)
  const [shares, votes] = [reach(order, holdings, 'shares'), reach(order, holdings, 'votes')]
  const found = chart.people.map(({ ref, roles }) => {
    const part = { ref, shares: shares.get(ref) ?? NONE, votes: votes.get(ref) ?? NONE }
    const owns = [part.shares, part.votes, commanded(ref, order, holdings)].some((share) => reaches(share, threshold))
    return { ...part, roles: [...roles, ...(owns ? (['owner'] as const) : [])] as PartyRole[] }
  })
  const hasOwner = found.some(({ roles }) => roles.includes('owner') || roles.includes('controller'))
  const named = found.map(
    (one): Party => (!hasOwner && one.roles.includes('director') ? { ...one, roles: [...one.roles, 'official'] } : one),
  )
  return { parties: named.filter(({ roles }) => roles.length > 0), hasOwner }
}

/** The companies through which a part of at least the threshold is held: they are compared with the lists like the company itself. */
export function holdersOf(chart: Chart, threshold: bigint): string[] {
  const { holdings } = readHoldings(chart)
  const { order } = orderOf(chart, holdings)
  const [shares, votes] = [reach(order, holdings, 'shares'), reach(order, holdings, 'votes')]
  return chart.companies
    .map(({ ref }) => ref)
    .filter((ref) => reaches(shares.get(ref) ?? NONE, threshold) || reaches(votes.get(ref) ?? NONE, threshold))
}
