import type { PositionAccount, RaiseAccount, Tranche } from './accounts'
import { LIMITS } from './layout'

/** The money rules of the raise, as pure functions over base units. The program computes the same, unit for unit. */

const BPS_TOTAL = BigInt(LIMITS.bpsTotal)

type Split = Pick<RaiseAccount, 'cap' | 'confirmed' | 'termsVersion'>
type Commitment = Pick<PositionAccount, 'committed' | 'termsVersion'>

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b)

/** A position made under earlier terms: it takes no part in the split and gets everything back. */
export const isStale = (raise: Pick<RaiseAccount, 'termsVersion'>, position: Pick<PositionAccount, 'termsVersion'>) =>
  position.termsVersion !== raise.termsVersion

/** What of a commitment is accepted, with `raise.confirmed` as T: all of it up to the cap, else its share of the cap. */
export function accepted(raise: Split, position: Commitment): bigint {
  if (isStale(raise, position)) return 0n
  return raise.confirmed <= raise.cap ? position.committed : (position.committed * raise.cap) / raise.confirmed
}

/** What of a commitment goes back at settlement. */
export const excess = (raise: Split, position: Commitment): bigint => position.committed - accepted(raise, position)

/** What is accepted of everybody together, for which tokens are sold; rounding leaves a few units of it. */
export const acceptedInAll = ({ confirmed, cap }: Pick<RaiseAccount, 'confirmed' | 'cap'>): bigint =>
  smaller(confirmed, cap)

/** E: what the issuer may receive. Over the cap one unit a position is held back, because shares are rounded down. */
export function entitlement(confirmed: bigint, cap: bigint, positionsConfirmed: bigint): bigint {
  if (confirmed <= cap) return confirmed
  return cap > positionsConfirmed ? cap - positionsConfirmed : 0n
}

/** The basis points of the tranches up to and with index `last`. */
export const cumulativeBps = (tranches: readonly Pick<Tranche, 'bps'>[], last: number): bigint =>
  tranches.slice(0, last + 1).reduce((sum, { bps }) => sum + BigInt(bps), 0n)

/** The basis points that are released already. */
export const releasedBps = (tranches: readonly Pick<Tranche, 'bps' | 'released'>[]): bigint =>
  tranches.reduce((sum, { bps, released }) => sum + (released ? BigInt(bps) : 0n), 0n)

/** What of E is released, fee included, once tranche `last` is. */
export const releasedAfter = (e: bigint, tranches: readonly Pick<Tranche, 'bps'>[], last: number): bigint =>
  (e * cumulativeBps(tranches, last)) / BPS_TOTAL

/** The fee on one release. */
export const feeOf = (share: bigint, feeBps: number): bigint => (share * BigInt(feeBps)) / BPS_TOTAL

/** The basis points of the tranches that are approved, and so will be released. */
export const approvedBps = (tranches: readonly Pick<Tranche, 'bps' | 'approved'>[]): bigint =>
  tranches.reduce((sum, { bps, approved }) => sum + (approved ? BigInt(bps) : 0n), 0n)

/** U: what goes back to the investors if the raise unwinds with these approvals. */
export const unwindableOf = (e: bigint, tranches: readonly Pick<Tranche, 'bps' | 'approved'>[]): bigint =>
  e - (e * approvedBps(tranches)) / BPS_TOTAL

/** The tokens that an accepted amount buys. */
export const tokensFor = (raise: Pick<RaiseAccount, 'cap' | 'tokensAtCap'>, acceptedUnits: bigint): bigint =>
  (acceptedUnits * raise.tokensAtCap) / raise.cap

type Vesting = Pick<RaiseAccount, 'settledAt' | 'vestingCliff' | 'vestingDuration'>

/** What of `tokens` has vested at `now` (unix seconds): nothing before the cliff, then evenly to the end. */
export function vested(raise: Vesting, tokens: bigint, now: bigint): bigint {
  const elapsed = now - raise.settledAt
  if (elapsed >= BigInt(raise.vestingDuration)) return tokens
  return elapsed < BigInt(raise.vestingCliff) || elapsed <= 0n ? 0n : (tokens * elapsed) / BigInt(raise.vestingDuration)
}

/** What of the tokens that a position bought the payments made so far unlock. */
export const unlockedTokens = ({ tranches }: Pick<RaiseAccount, 'tranches'>, bought: bigint): bigint =>
  (bought * releasedBps(tranches)) / BPS_TOTAL

type Tranches = Pick<RaiseAccount, 'state' | 'tranches'>

/** What of the tokens that a position bought it keeps in the end: when unwinding, the approved part. */
export const keptTokens = ({ state, tranches }: Tranches, bought: bigint): bigint =>
  state === 'Unwinding' ? (bought * approvedBps(tranches)) / BPS_TOTAL : bought

/** Whether every tranche that will ever be released has been. */
export const isFullyReleased = ({ state, tranches }: Tranches): boolean =>
  tranches.every(({ released, approved }) => released || (state === 'Unwinding' && !approved))

type Finishable = Split & Tranches & Pick<RaiseAccount, 'tokensAtCap'>

/** Whether a position is over once it has received so many tokens: nothing can come any more, and the account closes. */
export function isFinished(
  raise: Finishable,
  position: Commitment & Pick<PositionAccount, 'unwound'>,
  delivered: bigint,
): boolean {
  const settled = raise.state === 'Succeeded' || (raise.state === 'Unwinding' && position.unwound)
  const kept = keptTokens(raise, tokensFor(raise, accepted(raise, position)))
  return settled && !isStale(raise, position) && isFullyReleased(raise) && delivered === kept
}

type Claimable = Split & Vesting & Pick<RaiseAccount, 'tokensAtCap' | 'tranches' | 'state'>

/** What `claim` would do for a position now: pay back the excess, deliver tokens. Zero in a state without claims. */
export function claimable(
  raise: Claimable,
  position: Commitment & Pick<PositionAccount, 'excessPaid' | 'delivered'>,
  now: bigint,
): { payment: bigint; tokens: bigint } {
  const claims = raise.state === 'Succeeded' || raise.state === 'Unwinding'
  if (!claims || isStale(raise, position)) return { payment: 0n, tokens: 0n }
  const bought = tokensFor(raise, accepted(raise, position))
  const due = smaller(vested(raise, bought, now), unlockedTokens(raise, bought))
  return {
    payment: position.excessPaid ? 0n : excess(raise, position),
    tokens: due > position.delivered ? due - position.delivered : 0n,
  }
}

type Unwindable = Split & Pick<RaiseAccount, 'state' | 'unwindable'>

/** What `unwind` would pay for a position now: the excess if it is still due, and the share of U. */
export function unwound(
  raise: Unwindable,
  position: Commitment & Pick<PositionAccount, 'excessPaid' | 'unwound'>,
): bigint {
  if (raise.state !== 'Unwinding' || isStale(raise, position) || position.unwound) return 0n
  const share = (position.committed * raise.unwindable) / raise.confirmed
  return share + (position.excessPaid ? 0n : excess(raise, position))
}

type Withdrawable = Pick<RaiseAccount, 'state' | 'settleAfter' | 'withdrawUntil' | 'termsVersion'>

/** How much an investor may take out now, before the minimum of what must stay is looked at. */
export function withdrawable(
  raise: Withdrawable,
  position: Commitment & Pick<PositionAccount, 'fresh' | 'freshUntil'>,
  now: bigint,
): bigint {
  if (raise.state !== 'Open' || now >= raise.settleAfter) return 0n
  if (isStale(raise, position) || now < raise.withdrawUntil) return position.committed
  return now < position.freshUntil ? position.fresh : 0n
}

/** What of the sale vault the issuer may take back; the vault's balance comes from the chain. */
export function reclaimable(
  raise: Pick<RaiseAccount, 'state' | 'confirmed' | 'cap' | 'tokensAtCap' | 'delivered' | 'tranches'>,
  saleVaultBalance: bigint,
): bigint {
  if (raise.state === 'Failed') return saleVaultBalance
  if (raise.state !== 'Succeeded' && raise.state !== 'Unwinding') return 0n
  const sold = tokensFor(raise, acceptedInAll(raise))
  const owed = keptTokens(raise, sold) - raise.delivered
  return saleVaultBalance > owed ? saleVaultBalance - owed : 0n
}

/** What the payment vault must hold, beside donations and the rent of a native vault. */
export const paymentsHeld = (raise: Pick<RaiseAccount, 'committed' | 'returned' | 'released' | 'feesDue'>): bigint =>
  raise.committed - raise.returned - raise.released + raise.feesDue
