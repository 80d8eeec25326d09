import { describe, expect, test } from 'vitest'
import { type AfterAct, afterAct, isOver } from './after'
import { PHASES } from './phase'
import type { Standing } from './position'

const nothing: Standing = {
  ...{ committed: 10n, stale: false, withdrawable: 0n, refundable: 0n, excessDue: 0n, accepted: 10n, bought: 0n },
  ...{ delivered: 0n, claimableTokens: 0n, unlocked: 0n, unwindable: 0n, vesting: 5n },
}

const TABLE: [Partial<Standing>, boolean, AfterAct][] = [
  [{}, false, 'nothing'],
  [{}, true, 'settle'],
  [{ refundable: 1n }, true, 'refund'],
  [{ excessDue: 1n }, false, 'claim'],
  [{ claimableTokens: 1n }, false, 'claim'],
  [{ unwindable: 1n, excessDue: 1n, claimableTokens: 1n }, false, 'unwind'],
]

describe('a raise that is over', () => {
  test.each(TABLE)('with %o', (standing, settleable, act) => {
    expect(afterAct({ ...nothing, ...standing }, { settleable })).toBe(act)
  })
  test('takes no money in these phases only', () => {
    expect(PHASES.filter((phase) => !isOver(phase))).toEqual(['upcoming', 'open', 'paused'])
  })
})
