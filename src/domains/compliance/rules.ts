import { type Asset, formatMoney, money } from '@/kit/money'
import { type Refusal, refusals } from '@/kit/refusal'
import { formatInstant } from '@/kit/time'
import type { Protection } from './rules/protection'
import { refuseRule } from './rules/rule-change'
import type { Clearance, OperatorStatus } from './schema'

/** Why an investment is not allowed. The words are the same for every reason that staff may have: nothing tips anybody off. */
export const refuseInvestment = refusals('compliance', {
  chainUnavailable: {
    kind: 'unavailable',
    message: () => 'The chain does not answer at the moment. No money has moved; try again in a few minutes.',
  },
  notVerified: {
    kind: 'forbidden',
    message: () => 'Get verified before you invest: it takes a profile and a document.',
  },
  underReview: {
    kind: 'forbidden',
    message: () =>
      'Your verification is being looked at. Nothing is needed from you; you can invest when that is done.',
  },
  clearanceEnded: {
    kind: 'forbidden',
    message: (c: { until: Date }) => `Your verification ended on ${formatInstant(c.until)}. Renew it to invest again.`,
  },
  walletHeld: {
    kind: 'forbidden',
    message: (c: { until: Date }) =>
      `This wallet was linked after you were verified, so it can commit from ${formatInstant(c.until)} on. Use another one until then; if you did not link it, unlink it on your account's page.`,
  },
  notOperator: {
    kind: 'forbidden',
    message: () => 'This raise is for node operators. Prove a staking key on the verification page to take part.',
  },
  ownRaise: { kind: 'forbidden', message: () => 'An issuer cannot invest in their own raise.' },
  raiseNotOpen: { kind: 'conflict', message: () => 'This raise is not open for commitments.' },
  raisePaused: {
    kind: 'conflict',
    message: () => 'New commitments are paused. Withdrawals and refunds are not affected.',
  },
  offerHeld: {
    kind: 'conflict',
    message: () =>
      'New commitments stand still while something about this offer is being looked at. What you committed stays yours, to withdraw or be refunded as the terms say.',
  },
  notYetOpen: {
    kind: 'conflict',
    message: (c: { opensAt: Date }) => `This raise opens on ${formatInstant(c.opensAt)}.`,
  },
  raiseClosed: {
    kind: 'conflict',
    message: (c: { closesAt: Date }) => `This raise closed on ${formatInstant(c.closesAt)}.`,
  },
  termsChanged: {
    kind: 'conflict',
    message: () => 'The terms changed after you committed. Read and confirm them, or withdraw, before you add to it.',
  },
  notPositive: { kind: 'invalid', field: 'amount', message: () => 'Write an amount above 0.' },
  belowMinimum: {
    kind: 'invalid',
    field: 'amount',
    message: (c: { asset: Asset; minimum: bigint }) =>
      `A position here is at least ${formatMoney(money(c.asset, c.minimum))}.`,
  },
  aboveMaximum: {
    kind: 'invalid',
    field: 'amount',
    message: (c: Left) => `A position here has a maximum: you can add ${formatMoney(money(c.asset, c.left))}.`,
  },
  capReached: {
    kind: 'conflict',
    field: 'amount',
    message: (c: Left) => `Only ${formatMoney(money(c.asset, c.left))} is left until the cap of this raise.`,
  },
  overLimit: {
    kind: 'forbidden',
    field: 'amount',
    message: (c: Left) => `Your verification allows ${formatMoney(money(c.asset, c.left))} more here.`,
  },
})

type Left = { asset: Asset; left: bigint }

/** Everything that the decision rests on. All amounts are base units of `asset`, the raise's payment asset. */
export type InvestmentContext = {
  now: Date
  person: {
    clearance: Clearance | null
    operator: OperatorStatus
    /** Staff still look at something about this person, or a list is too old to know. Nothing tells which. */
    underReview: boolean
    /** Until when the wallet waits because it was linked to somebody who was verified already. */
    walletHeldUntil?: Date | null
    /** All wallets of the person, so that an issuer is found behind a second one. */
    wallets?: readonly string[]
    /** What the person committed in this asset within the last 365 days, over all raises; needed where a yearly limit is set. */
    committedInYear?: bigint
    /** What the person committed to this raise with other wallets: the limit counts people, not wallets. */
    committedElsewhere?: bigint
  }
  raise: {
    audience: 'everyone' | 'operators'
    state: 'draft' | 'open' | 'succeeded' | 'failed' | 'unwinding' | 'closed'
    paused: boolean
    /** Its company is suspended, changed since it was approved, or held: nothing tells which. */
    held?: boolean
    opensAt: Date
    closesAt: Date
    issuerWallet: string
    positionMinimum: bigint
    positionMaximum: bigint
    cap: bigint
    oversubscription: boolean
    confirmedTotal: bigint
  }
  /** This wallet's position: committed 0 when there is none. */
  position: { committed: bigint; stale: boolean }
  /** What the person wants to add; null to ask whether any amount would do. */
  amount: bigint | null
  asset: Asset
  wallet: string
  chainHealthy: boolean
  /** What regimes and the rules of the raise ask for; absent: nothing. */
  protection?: Protection
}

export type Block = { code: string; message: string; field: string | undefined }

/**
 * `left`: the most that could be added now, 0 when nothing can; null while a block stands that no amount can lift.
 * An amount is allowed when and only when it brings the position to its minimum and is at most `left`.
 */
export type InvestmentDecision = {
  allow: boolean
  blocks: readonly Block[]
  left: bigint | null
  refusals: readonly Refusal[]
}

/** The on-chain program takes commitments of up to this many times the cap when a raise may be oversubscribed. */
const OVERSUBSCRIPTION_FACTOR = 100n

/** The one gate of every commitment: asked by the page, the procedure and the co-signature; at booking it can only flag. */
export function evaluateInvestment(context: InvestmentContext): InvestmentDecision {
  const standing = standingRefusals(context)
  const bounds = boundsOf(context)
  const lowest = lowestOf(bounds)
  // What cannot lift a position to its minimum is no use to anybody: then nothing is left.
  const left = lowest > 0n && context.position.committed + lowest >= context.raise.positionMinimum ? lowest : 0n
  const amounts = amountRefusals(context, bounds, left)
  const found = [...standing, ...amounts]
  return {
    allow: found.length === 0,
    blocks: found.map(({ code, message, field }) => ({ code, message, field })),
    left: standing.length > 0 ? null : left,
    refusals: found,
  }
}

/** Throws the first refusal of a decision that does not allow. */
export function assertAllowed(decision: InvestmentDecision): void {
  const [first] = decision.refusals
  if (first) throw first
}

/** Reasons that stand whatever the amount is. */
function standingRefusals(context: InvestmentContext): Refusal[] {
  const problem = context.protection?.problem
  return [...personRefusals(context), ...raiseRefusals(context), ...(problem ? [refuseRule[problem]()] : [])]
}

function personRefusals({ now, person, raise, wallet }: InvestmentContext): Refusal[] {
  const found: Refusal[] = []
  if (person.underReview) found.push(refuseInvestment.underReview())
  else if (!person.clearance) found.push(refuseInvestment.notVerified())
  else if (person.clearance.until <= now) found.push(refuseInvestment.clearanceEnded({ until: person.clearance.until }))
  const heldUntil = person.walletHeldUntil
  if (heldUntil && now < heldUntil) found.push(refuseInvestment.walletHeld({ until: heldUntil }))
  if (raise.audience === 'operators' && !isOperator(person.operator, now)) found.push(refuseInvestment.notOperator())
  if (wallet === raise.issuerWallet || person.wallets?.includes(raise.issuerWallet))
    found.push(refuseInvestment.ownRaise())
  return found
}

function raiseRefusals({ now, raise, position, chainHealthy }: InvestmentContext): Refusal[] {
  const found: Refusal[] = []
  if (!chainHealthy) found.push(refuseInvestment.chainUnavailable())
  if (raise.state !== 'open') found.push(refuseInvestment.raiseNotOpen())
  if (raise.paused) found.push(refuseInvestment.raisePaused())
  if (raise.held) found.push(refuseInvestment.offerHeld())
  if (now < raise.opensAt) found.push(refuseInvestment.notYetOpen({ opensAt: raise.opensAt }))
  if (now >= raise.closesAt) found.push(refuseInvestment.raiseClosed({ closesAt: raise.closesAt }))
  if (position.stale) found.push(refuseInvestment.termsChanged())
  return found
}

/** Whether operator status holds at an instant. */
export const isOperator = (status: OperatorStatus, now: Date): boolean =>
  status.verified && (status.until === null || now < status.until)

type Bound = { left: bigint; refuse: (context: Left) => Refusal }

/** Every upper bound on the amount, never below 0. */
function boundsOf({ person, raise, position, asset, protection }: InvestmentContext): Bound[] {
  const ceiling = raise.oversubscription ? raise.cap * OVERSUBSCRIPTION_FACTOR : raise.cap
  const bounds: Bound[] = [
    { left: atLeastZero(raise.positionMaximum - position.committed), refuse: refuseInvestment.aboveMaximum },
    { left: atLeastZero(ceiling - raise.confirmedTotal), refuse: refuseInvestment.capReached },
  ]
  for (const left of [protection?.left, protection?.concentrationLeft])
    if (left != null) bounds.push({ left: atLeastZero(left), refuse: refuseInvestment.overLimit })
  const limits = person.clearance?.limits[asset.mint ?? asset.symbol]
  if (limits && limits.perRaise !== null) {
    const used = position.committed + (person.committedElsewhere ?? 0n)
    bounds.push({ left: atLeastZero(limits.perRaise - used), refuse: refuseInvestment.overLimit })
  }
  if (limits && limits.perYear !== null) {
    // A yearly limit without the year's sum cannot be judged, so nothing is left of it.
    const used = person.committedInYear ?? limits.perYear
    bounds.push({ left: atLeastZero(limits.perYear - used), refuse: refuseInvestment.overLimit })
  }
  return bounds
}

/** The tightest bound; Math.min takes no bigint. */
function lowestOf([first, ...others]: readonly Bound[]): bigint {
  let lowest = first!.left
  for (const { left } of others) if (left < lowest) lowest = left
  return lowest
}

const atLeastZero = (units: bigint): bigint => (units > 0n ? units : 0n)

function amountRefusals(
  { amount, asset, position, raise }: InvestmentContext,
  bounds: readonly Bound[],
  left: bigint,
): Refusal[] {
  if (amount === null) {
    if (left > 0n) return []
    const tight = bounds.filter((bound) => position.committed + bound.left < raise.positionMinimum || bound.left === 0n)
    return tight.map((bound) => bound.refuse({ asset, left: bound.left }))
  }
  if (amount <= 0n) return [refuseInvestment.notPositive()]
  const found: Refusal[] = []
  if (position.committed + amount < raise.positionMinimum)
    found.push(refuseInvestment.belowMinimum({ asset, minimum: raise.positionMinimum }))
  for (const bound of bounds) if (amount > bound.left) found.push(bound.refuse({ asset, left: bound.left }))
  return found
}
