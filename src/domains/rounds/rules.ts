import { type Actor, isOnSide, type Side } from '@/domains/projects/rules/review'
import { formatMoney, KOII, money } from '@/kit/money'
import { refusals } from '@/kit/refusal'
import { formatInstant } from '@/kit/time'
import { nextState, type TransitionTable } from '@/kit/transition'

export const refuse = refusals('rounds', {
  unknown: { kind: 'missing', message: () => 'There is no such bonus round.' },
  notNow: {
    kind: 'conflict',
    message: (c: { state: RoundState; event: RoundEvent }) =>
      `A round that is ${words(c.state)} cannot be ${EVENT_WORDS[c.event]}.`,
  },
  samePerson: { kind: 'forbidden', message: () => 'A second person must confirm this: you proposed it.' },
  ownInterest: {
    kind: 'forbidden',
    message: () =>
      'You belong to a project of this round, or hold a position in its raise, so somebody else must do this.',
  },
  notEnded: {
    kind: 'conflict',
    message: (c: { endsAt: Date }) => `This round ends on ${formatInstant(c.endsAt)}; it is allocated after that.`,
  },
  nobodyPledged: {
    kind: 'conflict',
    message: () => 'No project of this round has a succeeded raise with pledges that count. Void the round instead.',
  },
  shareTooSmall: {
    kind: 'conflict',
    message: (c: { projectId: string; units: bigint; smallest: bigint }) =>
      `Project ${c.projectId} would get ${formatMoney(money(KOII, c.units))}, less than the smallest payment the chain takes, ${formatMoney(money(KOII, c.smallest))}.`,
  },
  noTreasury: {
    kind: 'unavailable',
    message: () =>
      'This installation has no treasury (TREASURY is not set), so nothing can be paid yet. Nothing was changed.',
  },
  changedSince: {
    kind: 'conflict',
    message: () => 'The allocation was computed again since you opened it. Look at it once more.',
  },
})

export type RoundState = 'proposed' | 'published' | 'allocation_proposed' | 'allocation_confirmed' | 'paid' | 'void'
export type RoundEvent = 'publish' | 'allocate' | 'confirm' | 'return' | 'finish' | 'void'

/** What can happen to a round. Nothing leads back from a confirmed allocation: it is paid. */
export const ROUND_TABLE = {
  proposed: { publish: 'published', void: 'void' },
  published: { allocate: 'allocation_proposed', void: 'void' },
  allocation_proposed: {
    allocate: 'allocation_proposed',
    confirm: 'allocation_confirmed',
    return: 'published',
    void: 'void',
  },
  allocation_confirmed: { finish: 'paid' },
  paid: {},
  void: {},
} as const satisfies TransitionTable<RoundState, RoundEvent>

const EVENT_WORDS: Record<RoundEvent, string> = {
  publish: 'published',
  allocate: 'allocated',
  confirm: 'confirmed',
  return: 'sent back',
  finish: 'marked as paid',
  void: 'voided',
}
const words = (state: RoundState) => state.replace('_', ' ')

/** Refuses an act on a round to somebody who gains from it: an investor in one of its projects, its issuer, a member of its team. */
export function assertDisinterested(actor: Actor, sides: readonly Side[], holdsPosition: boolean): void {
  if (holdsPosition || sides.some((side) => isOnSide(actor, side))) throw refuse.ownInterest()
}

/** The state after the event, or a refusal that names both. */
export function advance(state: RoundState, event: RoundEvent): RoundState {
  const next = nextState<RoundState, RoundEvent>(ROUND_TABLE, state, event)
  if (!next) throw refuse.notNow({ state, event })
  return next
}

/** Where a published round stands on the clock; intervals are half-open. */
export const phaseOf = (round: { startsAt: Date; endsAt: Date }, now: Date): 'upcoming' | 'running' | 'ended' =>
  now < round.startsAt ? 'upcoming' : now < round.endsAt ? 'running' : 'ended'

/** How long a posted list can be claimed; the worker needs minutes, this is for when there is none. */
export const CLAIM_SECONDS = 180n * 86_400n

/**
 * Which rounds the treasury pays by plain transfers: few lines and little money, because until it is sent its one key decides alone.
 * Everything else is paid through a list, which the guardian signs too.
 */
export const DIRECT = { mostLines: 40, mostUnits: 100_000_000_000n } as const

/** How a round is paid: fixed with the allocation that two people confirm. */
export type Way = 'direct' | 'list'

/** The way for these lines. `plainWallets`: which recipients the chain shows as wallets that exist. */
export function wayOf(
  lines: readonly { recipient: string | null; units: bigint }[],
  plainWallets: ReadonlySet<string>,
): Way {
  const paid = lines.filter(({ units }) => units > 0n)
  const total = paid.reduce((sum, { units }) => sum + units, 0n)
  const known = paid.every(({ recipient }) => recipient !== null && plainWallets.has(recipient))
  return known && paid.length > 0 && paid.length <= DIRECT.mostLines && total <= DIRECT.mostUnits ? 'direct' : 'list'
}
