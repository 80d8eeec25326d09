import {
  accepted,
  claimable,
  excess,
  isStale,
  keptTokens,
  tokensFor,
  unlockedTokens,
  unwound,
  withdrawable,
} from '@/chain/raise/formulas'
import type { RaiseState } from '@/chain/raise/layout'

type RaiseFacts = Parameters<typeof claimable>[0] &
  Parameters<typeof withdrawable>[0] &
  Parameters<typeof unwound>[0] &
  Parameters<typeof failsOnSettling>[0]
type PositionFacts = Parameters<typeof claimable>[1] &
  Parameters<typeof withdrawable>[1] &
  Parameters<typeof unwound>[1]

/** What a position holds and what can be done with it now. Payment and tokens in base units of their assets. */
export type Standing = {
  committed: bigint
  /** Made under earlier terms: everything goes back. */
  stale: boolean
  withdrawable: bigint
  refundable: bigint
  /** Excess that claim pays back. */
  excessDue: bigint
  /** What was accepted after the split; the present reading before settlement. */
  accepted: bigint
  /** Tokens that the accepted money buys: when the raise unwinds, of the part that is approved. */
  bought: bigint
  delivered: bigint
  claimableTokens: bigint
  /** Of the tokens bought, what the payments made so far unlock; the rest follows with each payment. */
  unlocked: bigint
  /** The share of payments that were not approved, which an unwinding raise still owes; the excess with it. */
  unwindable: bigint
  /** Bought, not delivered and not claimable yet. */
  vesting: bigint
}

/** Reads a position by the program's own formulas. `now` in unix seconds. */
export function standingOf(raise: RaiseFacts, position: PositionFacts, now: bigint): Standing {
  const stale = isStale(raise, position)
  const succeeded = raise.state === 'Succeeded' || raise.state === 'Unwinding'
  const due = claimable(raise, position, now)
  const acceptedUnits = accepted(raise, position)
  const failed = raise.state === 'Failed' || failsOnSettling(raise, now)
  const bought = succeeded && !stale ? keptTokens(raise, tokensFor(raise, acceptedUnits)) : 0n
  return {
    ...{ committed: position.committed, stale, bought, delivered: position.delivered, accepted: acceptedUnits },
    withdrawable: withdrawable(raise, position, now),
    refundable: failed || (stale && succeeded) ? position.committed : 0n,
    excessDue: succeeded && !stale && !position.excessPaid ? excess(raise, position) : 0n,
    claimableTokens: due.tokens,
    unlocked: succeeded && !stale ? unlockedTokens(raise, tokensFor(raise, acceptedUnits)) : 0n,
    unwindable: unwound(raise, position),
    vesting: bought - position.delivered - due.tokens,
  }
}

/** Whether the raise is over, is not settled yet, and fails as soon as anybody settles it: a refund may settle it on the way. */
export const failsOnSettling = (
  raise: { state: RaiseState; settleAfter: bigint; confirmed: bigint; minimum: bigint },
  now: bigint,
): boolean => raise.state === 'Open' && now >= raise.settleAfter && raise.confirmed < raise.minimum
