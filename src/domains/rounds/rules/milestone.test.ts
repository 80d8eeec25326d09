import fc from 'fast-check'
import { expect, test } from 'vitest'
import { after, DAY, HOUR } from '@/kit/time'
import { MILESTONE_AUDITS } from '../schema/milestone'
import { ROUND_TIMES } from '../schema/rule-sheet'
import { afterVerdict, milestoneProblem, milestoneSheet, milestoneTimes, ORDER_STATES, orderFor } from './milestone'
import { readRuleSheet } from './round-sheet'

const KOII = { symbol: 'KOII', decimals: 9, mint: null }
const START = new Date('2027-01-24T00:00:00Z')

test('every window that is taken gives a sheet that the engine reads, and leaves the approvers a day', () => {
  const windows = fc.record({
    hours: fc.integer({ min: 0, max: 24 * 40 }),
    stepHours: fc.integer({ min: 1, max: 336 }),
    days: fc.integer({ min: 1, max: 300 }),
    investors: fc.integer({ min: 1, max: 100_000 }),
    operators: fc.integer({ min: 0, max: 100_000 }),
    audit: fc.constantFrom(...MILESTONE_AUDITS),
    title: fc.string({ minLength: 1, maxLength: 80, unit: fc.constantFrom('a', 'Ä', ' ', '🚀', '-') }),
  })
  let taken = 0
  fc.assert(
    fc.property(windows, ({ hours, stepHours, days, investors, operators, audit, title }) => {
      const [evidenceUntil, approveBy] = [after(START, hours * HOUR), after(START, days * DAY)]
      const fits = hours >= 1 && after(evidenceUntil, 5 * stepHours * HOUR) <= after(approveBy, -DAY)
      const times = () => milestoneTimes({ opensAt: START, evidenceUntil, stepHours }, approveBy)
      if (!fits) {
        expect(times).toThrow(/at least an hour|day to sign/)
        return
      }
      taken += 1
      const given = { projectId: 'p', projectTitle: `x${title}`, tranche: 1, asset: KOII, share: 5n }
      const { sheet } = readRuleSheet(milestoneSheet({ ...given, audit, investors, operators, times: times() }))
      expect(milestoneProblem(sheet)).toBeNull()
      const instants = ROUND_TIMES.map((name) => sheet.times[name])
      expect(instants.toSorted()).toEqual(instants)
      const least = sheet.panel.leastOperators!
      expect(least).toBe(audit === 'attestation' ? 3 : Math.max(3, Math.ceil(operators / 10)))
      const { quorum } = sheet.audit!.parameters as { quorum?: string }
      if (quorum) expect(BigInt(quorum) >= 1n && BigInt(quorum) <= BigInt(investors)).toBe(true)
    }),
  )
  expect(taken).toBeGreaterThan(5)
})

test('a sheet of a payment pays all of it or nothing, is judged by people, and asks for no bond', () => {
  const times = milestoneTimes(
    { opensAt: START, evidenceUntil: after(START, DAY), stepHours: 1 },
    after(START, 9 * DAY),
  )
  const given = {
    projectId: 'p',
    projectTitle: 'x',
    tranche: 1,
    asset: KOII,
    share: 5n,
    investors: 3,
    operators: 0,
    times,
  }
  const { sheet } = readRuleSheet(milestoneSheet({ ...given, audit: 'attestation' }))
  const fieldOf = (change: object) => milestoneProblem({ ...sheet, ...change })?.field
  expect(fieldOf({ audit: null })).toBe('audit')
  expect(fieldOf({ audit: { id: 'peer-ranking' } })).toBe('audit')
  expect(fieldOf({ reward: { id: 'pro-rata' } })).toBe('reward')
  expect(fieldOf({ pool: 0n })).toBe('pool')
  expect(fieldOf({ panel: { ...sheet.panel, leastOperators: undefined } })).toBe('panel.leastOperators')
  expect(fieldOf({ bonds: { submission: 1n, auditor: 0n, toAuditors: 0 } })).toBe('bonds')
})

test('only a decided verdict is an order, and only an order that is carried out ends the round as done', () => {
  expect(orderFor('accepted')).toBe('approve')
  expect([orderFor('refused'), orderFor('fraud')]).toEqual(['reject', 'reject'])
  expect([orderFor('undecided'), orderFor(undefined)]).toEqual([null, null])
  const ends = (isOverdue: boolean) => ORDER_STATES.map((state) => afterVerdict(state, isOverdue)?.end ?? 'wait')
  expect(ends(false)).toEqual(['void', 'wait', 'wait', 'void', 'finish'])
  expect(ends(true)).toEqual(['void', 'lapse', 'lapse', 'void', 'finish'])
})
