import { describe, expect, test } from 'vitest'
import type { RaiseState } from '@/chain/raise/layout'
import { RAISE_STATES } from '@/chain/raise/layout'
import { assertReportable, assertVerdict, decidable, type TrancheState, trancheStates } from './tranche'

/** Three payments: `r` released, `a` approved, `x` rejected, `.` undecided; approval of the k-th ends at 100 * k. */
const raise = (state: RaiseState, marks: string) => ({
  state,
  tranches: [...marks].map((mark, index) => ({
    ...{ bps: 3_000, notBefore: 0n, approveBy: BigInt(index * 100) },
    ...{ approved: mark === 'a' || mark === 'r', rejected: mark === 'x', released: mark === 'r' },
  })),
})

const TABLE: [RaiseState, string, bigint, TrancheState[], number | null][] = [
  ['Draft', 'a..', 0n, ['conditional', 'waiting', 'waiting'], null],
  ['Open', 'a..', 500n, ['conditional', 'waiting', 'waiting'], null],
  ['Succeeded', 'a..', 99n, ['approved', 'waiting', 'waiting'], 1],
  ['Succeeded', 'r..', 100n, ['released', 'expired', 'waiting'], null],
  ['Succeeded', 'ra.', 199n, ['released', 'approved', 'waiting'], 2],
  ['Succeeded', 'rr.', 200n, ['released', 'released', 'expired'], null],
  ['Succeeded', 'rrr', 200n, ['released', 'released', 'released'], null],
  ['Unwinding', 'r..', 100n, ['released', 'expired', 'void'], null],
  ['Unwinding', 'rx.', 50n, ['released', 'rejected', 'void'], null],
  ['Unwinding', 'ra.', 300n, ['released', 'approved', 'expired'], null],
  ['Failed', 'a..', 50n, ['void', 'void', 'void'], null],
  ['Closed', 'rr.', 900n, ['released', 'released', 'expired'], null],
]

describe('the payments of a raise', () => {
  test.each(TABLE)('%s with %s at %s', (state, marks, now, states, next) => {
    expect(trancheStates(raise(state, marks), now)).toEqual(states)
    expect(decidable(raise(state, marks), now)).toBe(next)
  })

  test('a verdict and a report are about the next payment only, and only while the program takes one', () => {
    for (const state of RAISE_STATES)
      for (const marks of ['a..', 'ra.', 'rr.', 'rrr', 'rx.'])
        for (const now of [0n, 99n, 100n, 199n, 200n])
          for (const tranche of [0, 1, 2]) {
            const allowed = decidable(raise(state, marks), now) === tranche
            const verdict = () => assertVerdict(raise(state, marks), { tranche, verdict: 'reject', reports: 0, now })
            const report = () => assertReportable(raise(state, marks), { tranche, now })
            for (const act of [verdict, report]) allowed ? act() : expect(act).toThrow(/decided about this payment/)
          }
  })

  test('nothing is approved for which the team has shown nothing', () => {
    const about = { tranche: 1, now: 0n, verdict: 'approve' } as const
    expect(() => assertVerdict(raise('Succeeded', 'r..'), { ...about, reports: 0 })).toThrow(/shown nothing/)
    expect(() => assertVerdict(raise('Succeeded', 'r..'), { ...about, reports: 1 })).not.toThrow()
  })
})
