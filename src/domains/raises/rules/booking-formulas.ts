import type { RaiseAccount } from '@/chain/raise/accounts'
import {
  accepted,
  cumulativeBps,
  entitlement,
  excess,
  feeOf,
  isStale,
  releasedAfter,
  tokensFor,
} from '@/chain/raise/formulas'
import { LIMITS } from '@/chain/raise/layout'

/** What one position received in all, once it is closed after a settlement. */
export type Outcome = { returned: bigint; delivered: bigint }

const BPS_TOTAL = BigInt(LIMITS.bpsTotal)

/** What a position that closed in Succeeded or Unwinding received: it closes only when nothing can come any more. */
export function settledOutcome(raise: RaiseAccount, position: { committed: bigint; termsVersion: number }): Outcome {
  if (isStale(raise, position)) return { returned: position.committed, delivered: 0n }
  const bought = tokensFor(raise, accepted(raise, position))
  const overpaid = excess(raise, position)
  if (raise.state !== 'Unwinding') return { returned: overpaid, delivered: bought }
  const approved = raise.tranches.reduce((sum, { bps, approved }) => sum + (approved ? BigInt(bps) : 0n), 0n)
  const unwound = raise.confirmed > 0n ? (position.committed * raise.unwindable) / raise.confirmed : 0n
  return { returned: overpaid + unwound, delivered: (bought * approved) / BPS_TOTAL }
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
 * The last account that a closed raise must have had, from the last one that was seen: the program closes a raise only when
 * every position is gone, everything is released and every fee is paid. One last seen open is judged as `settle` would have.
 */
export function accountAtClose(last: RaiseAccount): RaiseAccount {
  const gone = { ...last, positionsOpen: 0, feesDue: 0n }
  if (last.state === 'Draft' || last.state === 'Failed') return { ...gone, state: 'Failed', returned: last.committed }
  if (last.state === 'Open') {
    if (last.confirmed < last.minimum) return { ...gone, state: 'Failed', returned: last.committed }
    const fixed = entitlement(last.confirmed, last.cap, BigInt(last.positionsConfirmed))
    return released({ ...gone, state: 'Succeeded', entitlement: fixed })
  }
  return released(gone)
}

/** The account once everything that may be released is: all tranches, or the approved ones when the raise unwinds. */
function released(raise: RaiseAccount): RaiseAccount {
  const tranches = raise.tranches.map((tranche) => ({
    ...tranche,
    released: raise.state !== 'Unwinding' || tranche.approved,
  }))
  const last = tranches.filter((tranche) => tranche.released).length - 1
  const whole = cumulativeBps(tranches, last) === BPS_TOTAL
  return { ...raise, tranches, released: whole ? raise.entitlement : releasedAfter(raise.entitlement, tranches, last) }
}
