import type { RaiseAccount } from '@/chain/raise/accounts'
import {
  accepted,
  claimable,
  isFinished,
  isFullyReleased,
  isStale,
  reclaimable,
  tokensFor,
} from '@/chain/raise/formulas'
import { DAY, SECOND } from '@/kit/time'

type RaiseVerb = 'open' | 'cancel' | 'settle' | 'release' | 'expire' | 'payFee' | 'reclaim' | 'close'
type PositionVerb = 'refund' | 'claim' | 'unwind'

/** What anybody may send and the worker therefore sends when it is due. */
export type Crank = {
  verb: RaiseVerb | PositionVerb
  /** `<verb>:<address>` of the raise or of the position. */
  item: string
  /** For refund, claim and unwind: whose position, base58. */
  investor: string | null
  /** For release and expire. */
  tranche: number
}

/** What of a position decides whether it is due. */
export type CrankPosition = {
  address: string
  wallet: string
  committed: bigint
  termsVersion: number
  excessPaid: boolean
  unwound: boolean
  delivered: bigint
  /** Compliance hold: left to its owner and to anybody else. */
  held: boolean
}

export type CrankRaise = {
  address: string
  raise: RaiseAccount
  saleVault: bigint
  positions: readonly CrankPosition[]
}

/** A finished raise stays readable on chain for this long before the worker closes it. */
const CLOSE_AFTER_SECONDS = BigInt((30 * DAY) / SECOND)
/** Vesting pays by the second; the worker delivers in twentieths, the owner may claim at any time. */
const DELIVERIES = 20n

/** What the worker sends for one raise at `now` (unix seconds), the raise itself first. */
export const dueCranks = (state: CrankRaise, now: bigint): Crank[] => due(state, now, isWorthClaiming)

/** What the program would do for anybody at `now`: as `dueCranks`, but tokens are delivered however few they are. */
export const everythingDue = (state: CrankRaise, now: bigint): Crank[] => due(state, now, isClaimable)

type WorthClaiming = (raise: RaiseAccount, position: CrankPosition, now: bigint) => boolean

function due(state: CrankRaise, now: bigint, worth: WorthClaiming): Crank[] {
  const { raise, saleVault } = state
  const of = (verb: RaiseVerb, tranche = 0): Crank[] => [
    { verb, tranche, item: `${verb}:${state.address}`, investor: null },
  ]
  if (raise.state === 'Draft') {
    if (now >= raise.closesAt) return of('cancel')
    return saleVault >= raise.tokensAtCap ? of('open') : []
  }
  if (raise.state === 'Open') return now >= raise.settleAfter ? of('settle') : []
  const tranche = releasableTranche(raise, now)
  const expired = expiredTranche(raise, now)
  return [
    ...(tranche === null ? [] : of('release', tranche)),
    ...(expired === null ? [] : of('expire', expired)),
    ...(raise.feesDue > 0n ? of('payFee') : []),
    ...(reclaimable(raise, saleVault) > 0n ? of('reclaim') : []),
    ...positionCranks(state, now, worth),
    ...(isClosable(raise, now) ? of('close') : []),
  ]
}

/** What the worker leaves undone while books and chain differ: money to the issuer. What goes to investors never waits. */
export const withoutReleases = (cranks: readonly Crank[]): Crank[] =>
  cranks.filter(({ verb }) => verb !== 'release' && verb !== 'payFee' && verb !== 'reclaim' && verb !== 'close')

/** The first tranche that is not released, when it may be. */
function releasableTranche(raise: RaiseAccount, now: bigint): number | null {
  if (raise.state !== 'Succeeded' && raise.state !== 'Unwinding') return null
  const index = raise.tranches.findIndex(({ released }) => !released)
  const next = raise.tranches[index]
  return next && (index === 0 || next.approved) && now >= next.notBefore ? index : null
}

/** The first tranche that was not approved in time: what is not approved goes back to the investors. */
function expiredTranche(raise: RaiseAccount, now: bigint): number | null {
  if (raise.state !== 'Succeeded') return null
  const index = raise.tranches.findIndex(({ approved }) => !approved)
  const next = raise.tranches[index]
  return next && now >= next.approveBy ? index : null
}

function isClosable(raise: RaiseAccount, now: bigint): boolean {
  if (raise.positionsOpen > 0 || raise.feesDue > 0n || now < raise.settleAfter + CLOSE_AFTER_SECONDS) return false
  return raise.state === 'Failed' || isFullyReleased(raise)
}

function positionCranks({ raise, positions }: CrankRaise, now: bigint, worth: WorthClaiming): Crank[] {
  return positions.flatMap((position): Crank[] => {
    if (position.held) return []
    const verb = verbFor(raise, position)
    if (verb === 'claim' && !worth(raise, position, now)) return []
    return [{ verb, tranche: 0, item: `${verb}:${position.address}`, investor: position.wallet }]
  })
}

/** Unwinding pays the excess too and may close the position, so a claim waits for the next turn. */
function verbFor(raise: RaiseAccount, position: CrankPosition): PositionVerb {
  if (raise.state === 'Failed' || isStale(raise, position)) return 'refund'
  return raise.state === 'Unwinding' && !position.unwound ? 'unwind' : 'claim'
}

/** Something is paid or delivered, or the position closes. */
function isClaimable(raise: RaiseAccount, position: CrankPosition, now: bigint): boolean {
  const { payment, tokens } = claimable(raise, position, now)
  return payment > 0n || tokens > 0n || isFinished(raise, position, position.delivered)
}

/** Excess goes back at once and the last delivery closes the position; in between a twentieth of the tokens is worth a fee. */
function isWorthClaiming(raise: RaiseAccount, position: CrankPosition, now: bigint): boolean {
  const due = claimable(raise, position, now)
  if (due.payment > 0n) return true
  if (isFinished(raise, position, position.delivered + due.tokens)) return true
  const bought = tokensFor(raise, accepted(raise, position))
  return due.tokens > 0n && due.tokens * DELIVERIES >= bought
}

const FIRST_DELAY_SECONDS = 10
const LONGEST_DELAY_SECONDS = 3_600

/** How long something waits that failed so many times in a row, in milliseconds. */
export const delayAfter = (failures: number): number =>
  SECOND * Math.min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** Math.min(failures - 1, 20))
