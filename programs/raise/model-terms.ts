import type { Rules } from './model-books'

/** The terms of a raise as the model sees them: base units, seconds and basis points, all bigint. */
export type Terms = {
  native: boolean
  minimum: bigint
  cap: bigint
  tokensAtCap: bigint
  positionMinimum: bigint
  positionMaximum: bigint
  oversubscription: boolean
  opensAt: bigint
  closesAt: bigint
  withdrawUntil: bigint
  reflectionSeconds: bigint
  confirmSeconds: bigint
  feeBps: bigint
  cliffSeconds: bigint
  vestingSeconds: bigint
  tranches: readonly Tranche[]
}

/** One step of the release: its share of the entitlement and its times. The first one needs no approval: approveBy 0. */
export type Tranche = { bps: bigint; notBefore: bigint; approveBy: bigint }

/** A day, in seconds. */
export const DAY = 86_400n
const YEAR = 365n * DAY
const ALL = 10_000n

const rising = (times: readonly bigint[]): boolean => times.every((time, k) => k === 0 || time > times[k - 1]!)

const trancheTimesAreBad = ({ tranches, closesAt, reflectionSeconds, confirmSeconds }: Terms): boolean => {
  const longest = reflectionSeconds < confirmSeconds ? confirmSeconds : reflectionSeconds
  const approvals = tranches.slice(1).map((tranche) => tranche.approveBy)
  const releases = tranches.map((tranche) => tranche.notBefore)
  const latest = closesAt + 5n * YEAR
  return (
    (tranches[0] !== undefined && tranches[0].approveBy !== 0n) ||
    !rising(releases) ||
    !rising(approvals) ||
    [...releases, ...approvals].some((time) => time > latest) ||
    (approvals[0] !== undefined && approvals[0] < closesAt + longest + 7n * DAY)
  )
}

const positionLimitsAreBad = (terms: Terms, walletRent: bigint): boolean => {
  const { positionMinimum, positionMaximum, tokensAtCap, cap } = terms
  return (
    positionMinimum === 0n ||
    positionMaximum < positionMinimum ||
    (cap > 0n && (positionMinimum * tokensAtCap) / cap < 10_000n) ||
    (terms.native && positionMinimum < walletRent) ||
    (!terms.oversubscription && positionMaximum > cap / 10n)
  )
}

/** Every rule of `create` about the terms, by the program's names; true means that the terms break it. */
export const brokenTerms = (terms: Terms, now: bigint, walletRent: bigint): Rules => ({
  BadMinimum: terms.minimum === 0n || terms.cap < terms.minimum,
  BadOpening: terms.opensAt > now + YEAR,
  BadDuration: terms.closesAt <= terms.opensAt || terms.closesAt - terms.opensAt > YEAR,
  BadWithdrawal: terms.withdrawUntil > terms.closesAt,
  BadReflection: terms.reflectionSeconds > 30n * DAY,
  BadConfirmation: terms.confirmSeconds < 5n * DAY || terms.confirmSeconds > 30n * DAY,
  BadTranches:
    terms.tranches.length < 1 ||
    terms.tranches.length > 8 ||
    terms.tranches.some((tranche) => tranche.bps === 0n) ||
    terms.tranches.reduce((sum, tranche) => sum + tranche.bps, 0n) !== ALL,
  BadTrancheTimes: trancheTimesAreBad(terms),
  BadVesting: terms.cliffSeconds > terms.vestingSeconds || terms.vestingSeconds > 10n * YEAR,
  BadFee: terms.feeBps > 1_000n,
  BadPositionLimits: positionLimitsAreBad(terms, walletRent),
})
