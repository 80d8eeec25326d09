import { expect, test } from 'vitest'
import { KOII } from '@/kit/money'
import { powersOf } from './powers'

const payment = { bps: 5_000, notBefore: 400n, approveBy: 0n, approved: true, released: false }
const raise = {
  ...({ state: 'Open', minimum: 10n, feeBps: 0, closesAt: 200n, withdrawUntil: 100n, settleAfter: 300n } as const),
  ...{ reflectionSeconds: 0, tranches: [payment] },
}
const ofTheTeam = (change: Partial<Parameters<typeof powersOf>[0]>) =>
  powersOf({ ...raise, ...change }, { asset: KOII, now: new Date(0) })
    .filter(({ who, text }) => who === 'team' && /(receive|keep) 50 %/.test(text))
    .map(({ can, text }) => [can, text])

test.for([
  [{ state: 'Open' }, true, /from .* on, if the raise succeeds$/],
  [{ state: 'Succeeded' }, true, / on$/],
  [{ state: 'Failed' }, false, /everybody is refunded$/],
  [{ state: 'Succeeded', tranches: [{ ...payment, released: true }] }, true, /which it has received$/],
  [{ state: 'Succeeded', tranches: [{ ...payment, approved: false }] }, false, /unless both approvers agree by/],
  [{ state: 'Unwinding', tranches: [{ ...payment, approved: false }] }, false, /goes back to the investors$/],
] as const)('what the team can do about a payment: %o', ([change, can, words]) => {
  expect(ofTheTeam(change)).toEqual([[can, expect.stringMatching(words)]])
})
