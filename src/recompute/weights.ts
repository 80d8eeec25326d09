import { bound, least, sum, wholeRoot } from './arithmetic'
import { clusterWeights, type Gifts } from './cluster'
import type { Export, Facts, Sheet } from './given'

/** Somebody who takes part, with the sum of the accepted work and the best rank of it (1 is best, null is none). */
export type Participant = { recipient: string; work: bigint; rank: number | null }
/** `limit`: what somebody is paid at most; null is no limit. */
export type Weighed = { recipient: string; weight: bigint; limit: bigint | null }

const BY_GIFTS: ReadonlySet<string> = new Set(['pledge-match', 'quadratic', 'cluster-matching'])
/** The most base units of a mint that there can be. */
const MOST = 2n ** 64n - 1n
const ROOT_SCALE = 10n ** 18n
const SHARE_SCALE = 10n ** 9n

/** Weighs everybody who takes part (ascending) as the sheet's reward says. */
export function weigh({ sheet, facts }: Export, taking: readonly Participant[]): Weighed[] {
  const isByGifts = BY_GIFTS.has(sheet.reward.id)
  const given = giftsTo(new Set(isByGifts ? taking.map(({ recipient }) => recipient) : []), sheet, facts)
  const weights = weightsOf(sheet, taking, cut(given, bound(sheet.caps.countedPerPerson)))
  const most = bound(sheet.caps.paidPerRecipient)
  return taking.map(({ recipient }, place) => {
    const backers = given.get(recipient)?.size ?? 0
    const weight = weights[place]!
    const limit = sheet.reward.id === 'pro-rata' ? least(weight, most) : most
    return { recipient, weight: backers < sheet.minimumBackers ? 0n : weight, limit }
  })
}

/** What the chain shows as given for good, over all wallets of a person, before any cap. Throws an Error where that cannot be. */
function giftsTo(projects: ReadonlySet<string>, { asset }: Sheet, { positions }: Facts): Gifts {
  const gifts = new Map<string, Map<string, bigint>>()
  for (const { person, project, mint, raise, withdrawable, accepted } of positions) {
    const amount = BigInt(accepted)
    if (raise !== 'succeeded' || withdrawable || mint !== asset.mint || amount === 0n) continue
    if (person === null || !projects.has(project)) continue
    const people = gifts.get(project) ?? new Map<string, bigint>()
    const all = (people.get(person) ?? 0n) + amount
    if (all > MOST) throw new Error('One person gave one project more than the chain can count.')
    gifts.set(project, people.set(person, all))
  }
  return gifts
}

function cut(gifts: Gifts, most: bigint | null): Gifts {
  if (most === null) return gifts
  const cutAll = (people: ReadonlyMap<string, bigint>) =>
    new Map(
      [...people].map(([person, amount]) => [person, least(amount, most)] as const).filter(([, left]) => left > 0n),
    )
  return new Map([...gifts].map(([project, people]) => [project, cutAll(people)]))
}

function weightsOf({ reward }: Sheet, taking: readonly Participant[], gifts: Gifts): bigint[] {
  const amounts = ({ recipient }: Participant) => [...(gifts.get(recipient)?.values() ?? [])]
  switch (reward.id) {
    case 'equal':
      return taking.map(() => 1n)
    case 'pro-rata':
      return taking.map(({ work }) => work * BigInt(reward.parameters.rate))
    case 'pledge-match':
      return taking.map((one) => least(sum(amounts(one)), bound(reward.parameters.countedPerProject)))
    case 'quadratic':
      return taking.map((one) => quadratic(amounts(one)))
    case 'ranked':
      return byRank(taking, reward.parameters.shares)
    case 'cluster-matching':
      return clusterWeights(
        taking.map(({ recipient }) => recipient),
        gifts,
      )
  }
}

/** The square of the sum of roots (with 9 decimals), less what was given; no people, no weight. */
function quadratic(amounts: readonly bigint[]): bigint {
  const roots = sum(amounts.map((amount) => wholeRoot(amount * ROOT_SCALE)))
  const matched = (roots * roots) / ROOT_SCALE - sum(amounts)
  return matched > 0n ? matched : 0n
}

/** The shares of places; those who share a rank share the places that they take. */
function byRank(taking: readonly Participant[], shares: readonly number[]): bigint[] {
  const byPlace = taking.flatMap(({ rank }) => (rank === null ? [] : [rank])).sort((one, other) => one - other)
  return taking.map(({ rank }) => {
    if (rank === null) return 0n
    const [from, end] = [byPlace.indexOf(rank), byPlace.lastIndexOf(rank) + 1]
    return (sum(shares.slice(from, end).map(BigInt)) * SHARE_SCALE) / BigInt(end - from)
  })
}
