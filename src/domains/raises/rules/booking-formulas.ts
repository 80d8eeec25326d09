import type { RaiseAccount } from '@/chain/raise/accounts'
import {
  accepted,
  entitlement,
  excess,
  feeOf,
  keptTokens,
  releasedAfter,
  tokensFor,
  unwindableOf,
  unwound,
} from '@/chain/raise/formulas'

/** What one position received in all, once it is closed after a settlement. */
export type Outcome = { returned: bigint; delivered: bigint }

/** What a position received that took part in a settlement and is closed: it closes only when nothing can come any more. */
export function settledOutcome(raise: RaiseAccount, committed: bigint): Outcome {
  const position = { committed, termsVersion: raise.termsVersion, excessPaid: false, unwound: false }
  const bought = tokensFor(raise, accepted(raise, position))
  const returned = raise.state === 'Unwinding' ? unwound(raise, position) : excess(raise, position)
  return { returned, delivered: keptTokens(raise, bought) }
}

/** What the issuer and the fee wallet have been paid so far. A fee that is due still lies in the vault. */
export function paidOut(raise: RaiseAccount): { issuer: bigint; fee: bigint } {
  const fees = raise.tranches.reduce((sum, { released }, index) => {
    return released ? sum + feeOf(trancheShare(raise, index), raise.feeBps) : sum
  }, 0n)
  return { issuer: raise.released - fees, fee: fees - raise.feesDue }
}

function trancheShare(raise: RaiseAccount, index: number): bigint {
  const before = index === 0 ? 0n : releasedAfter(raise.entitlement, raise.tranches, index - 1)
  return releasedAfter(raise.entitlement, raise.tranches, index) - before
}

/**
 * The last account that a closed raise must have had, from the last one that was seen and what its tombstone says: the program
 * closes a raise only when every position is gone, everything is released that was approved, and every fee is paid.
 */
export function accountAtClose(last: RaiseAccount, tranchesReleased: number): RaiseAccount {
  const gone = { ...last, positionsOpen: 0, feesDue: 0n }
  if (tranchesReleased === 0) return { ...gone, state: 'Failed', returned: last.committed }
  const unsettled = last.state === 'Open' || last.state === 'Draft'
  const e = unsettled ? entitlement(last.confirmed, last.cap, BigInt(last.positionsConfirmed)) : last.entitlement
  const tranches = last.tranches.map((tranche, index) => {
    return { ...tranche, approved: index < tranchesReleased, released: index < tranchesReleased }
  })
  return {
    ...gone,
    state: tranchesReleased < tranches.length ? 'Unwinding' : 'Succeeded',
    ...{ tranches, entitlement: e, unwindable: unwindableOf(e, tranches) },
    released: releasedAfter(e, tranches, tranchesReleased - 1),
  }
}
