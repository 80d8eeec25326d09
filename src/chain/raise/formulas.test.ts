import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  accepted,
  claimable,
  entitlement,
  paymentsHeld,
  reclaimable,
  releasedAfter,
  tokensFor,
  vested,
  withdrawable,
} from './formulas'

const COIN = 1_000_000_000n

const tranche = (bps: number, released = false, approved = true) => ({
  bps,
  released,
  approved,
  rejected: false,
  notBefore: 0n,
  approveBy: 0n,
})

const raise = {
  state: 'Succeeded' as const,
  cap: 1_000n * COIN,
  confirmed: 2_000n * COIN,
  termsVersion: 1,
  tokensAtCap: 1_000_000n,
  settledAt: 100n,
  vestingCliff: 10,
  vestingDuration: 100,
  delivered: 0n,
  tranches: [tranche(10_000, true)],
}

const position = {
  committed: 500n * COIN,
  termsVersion: 1,
  excessPaid: false,
  delivered: 0n,
  fresh: 0n,
  freshUntil: 0n,
}

describe('the split', () => {
  test('up to the cap everything is accepted, over it everybody gets the same share', () => {
    expect(accepted({ ...raise, confirmed: raise.cap }, position)).toBe(500n * COIN)
    expect(accepted(raise, position)).toBe(250n * COIN)
    expect(accepted({ ...raise, termsVersion: 2 }, position)).toBe(0n)
  })

  test('the issuer is never entitled to more than what was accepted, and to at most a unit a position less', () => {
    const commitments = fc.array(fc.bigInt({ min: 1n, max: 10n ** 18n }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(commitments, fc.bigInt({ min: 1n, max: 10n ** 18n }), (amounts, cap) => {
        const confirmed = amounts.reduce((sum, amount) => sum + amount, 0n)
        const split = { cap, confirmed, termsVersion: 1 }
        const sum = amounts.reduce((all, committed) => all + accepted(split, { committed, termsVersion: 1 }), 0n)
        const e = entitlement(confirmed, cap, BigInt(amounts.length))
        expect(e).toBeLessThanOrEqual(sum)
        expect(sum - e).toBeLessThanOrEqual(BigInt(amounts.length))
        expect(sum).toBeLessThanOrEqual(cap)
      }),
    )
  })

  test('tranches are cut from the running total: the last one completes it', () => {
    const tranches = [tranche(3_333), tranche(3_333), tranche(3_334)]
    expect(tranches.map((_, k) => releasedAfter(100n, tranches, k))).toEqual([33n, 66n, 100n])
  })
})

describe('claim', () => {
  test('nothing vests before the cliff, then evenly, all of it at the end', () => {
    const at = (elapsed: bigint) => vested(raise, 1_000n, raise.settledAt + elapsed)
    expect([0n, 9n, 10n, 55n, 99n, 100n, 1_000n].map(at)).toEqual([0n, 0n, 100n, 550n, 990n, 1_000n, 1_000n])
    expect(vested({ ...raise, vestingCliff: 0, vestingDuration: 0 }, 1_000n, raise.settledAt)).toBe(1_000n)
  })

  test('pays the excess once, and only the tokens that are vested and unlocked', () => {
    expect(tokensFor(raise, 250n * COIN)).toBe(250_000n)
    expect(claimable(raise, position, 150n)).toEqual({ payment: 250n * COIN, tokens: 125_000n })
    const later = { ...position, excessPaid: true, delivered: 125_000n }
    expect(claimable(raise, later, 150n)).toEqual({ payment: 0n, tokens: 0n })
    const half = { ...raise, tranches: [tranche(4_000, true), tranche(6_000)] }
    expect(claimable(half, position, 1_000n).tokens).toBe(100_000n)
    expect(claimable({ ...raise, state: 'Open' }, position, 1_000n)).toEqual({ payment: 0n, tokens: 0n })
    expect(claimable({ ...raise, termsVersion: 2 }, position, 1_000n)).toEqual({ payment: 0n, tokens: 0n })
  })
})

describe('what may leave', () => {
  const open = { state: 'Open' as const, settleAfter: 200n, withdrawUntil: 100n, termsVersion: 1 }
  const fresh = { ...position, fresh: 5n, freshUntil: 150n }

  test('withdrawals: everything, then what is fresh, then nothing', () => {
    expect([99n, 100n, 149n, 150n, 199n].map((now) => withdrawable(open, fresh, now))).toEqual([
      fresh.committed,
      5n,
      5n,
      0n,
      0n,
    ])
    expect(withdrawable({ ...open, termsVersion: 2 }, fresh, 199n)).toBe(fresh.committed)
    expect(withdrawable({ ...open, termsVersion: 2 }, fresh, 200n)).toBe(0n)
    expect(withdrawable({ ...open, state: 'Failed' }, fresh, 0n)).toBe(0n)
  })

  test('unsold tokens: all after a failure, the rest after a success, none before', () => {
    const quarter = { ...raise, confirmed: 250n * COIN }
    expect(reclaimable({ ...quarter, state: 'Failed' }, 1_000_007n)).toBe(1_000_007n)
    expect(reclaimable(quarter, 1_000_007n)).toBe(750_007n)
    expect(reclaimable({ ...quarter, delivered: 50_000n }, 200_000n)).toBe(0n)
    expect(reclaimable({ ...quarter, state: 'Open' }, 1_000_000n)).toBe(0n)
    const unwinding = {
      ...quarter,
      state: 'Unwinding' as const,
      tranches: [tranche(4_000, true), tranche(6_000, false, false)],
    }
    expect(reclaimable(unwinding, 1_000_000n)).toBe(900_000n)
  })

  test('the vault holds what is committed, less what went back or out, and the fees that wait', () => {
    expect(paymentsHeld({ committed: 100n, returned: 20n, released: 80n, feesDue: 4n })).toBe(4n)
  })
})
