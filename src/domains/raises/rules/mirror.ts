import type { RaiseReading } from '@/chain/follower'
import type { RaiseAccount } from '@/chain/raise/accounts'
import { assetKeyOf } from '@/domains/ledger/schema'
import type { RaiseState } from '@/generated/prisma/enums'
import { fromUnix } from '@/kit/time'

/** The last second that a column and a page can show; the program lets some times be far outside. */
const LAST_SECOND = 253_402_300_799n

/** A chain time as an instant, drawn into the years 1970 to 9999. */
export const instantOf = (seconds: bigint): Date =>
  fromUnix(seconds < 0n ? 0n : seconds > LAST_SECOND ? LAST_SECOND : seconds)

export const stateOf = (raise: RaiseAccount): RaiseState => raise.state.toLowerCase() as RaiseState

/**
 * Whether a raise was ended by somebody: only then can it have failed before its settlement was due. `before`: it was seen so
 * earlier. What was first seen after that time may have been either, and counts as failed.
 */
export const isCancelled = (raise: Pick<RaiseAccount, 'state' | 'settleAfter'>, before: boolean, now: Date): boolean =>
  raise.state === 'Failed' && (before || now < instantOf(raise.settleAfter))

/** The columns of a raise that come from its account and its vaults. Amounts are base units. */
export function raiseColumns({ raise, data, slot, paymentVault, saleVault }: RaiseReading) {
  const paymentMint = raise.paymentMint?.toBase58() ?? null
  return {
    ...termColumns(raise),
    ...{ paymentMint, paymentAsset: assetKeyOf(paymentMint) },
    issuer: raise.issuer.toBase58(),
    guardian: raise.guardian.toBase58(),
    cosigner: raise.cosigner.toBase58(),
    feeWallet: raise.feeWallet.toBase58(),
    saleMint: raise.saleMint.toBase58(),
    state: stateOf(raise),
    paused: raise.paused,
    settledAt: raise.state === 'Succeeded' || raise.state === 'Unwinding' ? instantOf(raise.settledAt) : null,
    ...totalColumns(raise),
    ...{ paymentVault: raw(paymentVault), saleVault: raw(saleVault), slot },
    account: Uint8Array.from(data),
  }
}

const raw = (amount: bigint): string => amount.toString()

function termColumns(raise: RaiseAccount) {
  const { paymentDecimals, saleDecimals, oversubscription, audience, feeBps, termsVersion } = raise
  return {
    ...{ paymentDecimals, saleDecimals, oversubscription, audience, feeBps, termsVersion },
    minimum: raw(raise.minimum),
    cap: raw(raise.cap),
    tokensAtCap: raw(raise.tokensAtCap),
    positionMinimum: raw(raise.positionMinimum),
    positionMaximum: raw(raise.positionMaximum),
    opensAt: instantOf(raise.opensAt),
    closesAt: instantOf(raise.closesAt),
    withdrawUntil: instantOf(raise.withdrawUntil),
    settleAfter: instantOf(raise.settleAfter),
    termsHash: Buffer.from(raise.termsHash).toString('hex'),
  }
}

/** The running totals of a raise. */
export function totalColumns(raise: RaiseAccount) {
  const { sequence, positionsOpen, positionsConfirmed } = raise
  return {
    ...{ sequence, positionsOpen, positionsConfirmed },
    committed: raw(raise.committed),
    confirmed: raw(raise.confirmed),
    returned: raw(raise.returned),
    delivered: raw(raise.delivered),
    released: raw(raise.released),
    feesDue: raw(raise.feesDue),
    entitlement: raw(raise.entitlement),
  }
}
