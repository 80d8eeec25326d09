import { expect, test } from 'vitest'
import { AGENT, EDITORIAL } from '@/test/bounty-forms'
import { hexOf } from '@/test/engine-rounds'
import { bounty } from '../actions/kind-bounty'
import { baseUnits } from '../schema/units'
import { bountyFrom } from './bounty-templates'
import { readRuleSheet } from './round-sheet'

const token = { symbol: 'TKN', decimals: 2, mint: 'So11111111111111111111111111111111111111112' }

test('a form of either template is a sheet that the engine takes, in base units of the token, with nine rising instants', () => {
  for (const form of [AGENT, EDITORIAL]) {
    const { sheet } = bountyFrom(form, token)
    const read = readRuleSheet(sheet)
    expect(bounty.problem(read.sheet)).toBeNull()
    expect(read.sheet).toMatchObject({ pool: 10_000n, caps: { paidInAll: 10_000n } })
  }
  const { sheet } = bountyFrom(AGENT, token)
  expect(sheet.panel, 'all work is judged').not.toHaveProperty('leastChance')
  expect(bountyFrom({ ...AGENT, leastPercent: 15 }, token).sheet.panel.leastChance).toBe(150_000_000)
  expect(sheet.bonds.toAuditors, 'without bonds there is nothing to share').toBe(0)
  const bonded = bountyFrom({ ...AGENT, bond: '2' }, token).sheet
  expect(bonded.bonds).toEqual({ submission: '200', auditor: '200', toAuditors: 5_000 })
  expect(sheet.reward.parameters).toEqual({ rate: '250' })
  expect(sheet.audit?.parameters).toMatchObject({ tests: [{ name: 'one', expects: hexOf('4'), units: '1' }] })
  expect(sheet.times).toMatchObject({ opens: '2026-06-01T10:00:00.000Z', rootDue: '2026-07-07T10:00:00.000Z' })
})

test('a wrong amount is refused with the name of its field', () => {
  expect(() => bountyFrom({ ...AGENT, pool: '1.234' }, token)).toThrow('pool')
  expect(() => bountyFrom({ ...AGENT, perTest: '0' }, token)).toThrow('perTest: Write more than 0.')
})

test('a sheet that is no bounty is refused with the name of its field', () => {
  const { sheet } = readRuleSheet(bountyFrom(AGENT, token).sheet)
  const fieldOf = (change: Partial<typeof sheet>) => bounty.problem({ ...sheet, ...change })?.field
  expect(fieldOf({ asset: { ...token, mint: null } })).toBe('asset.mint')
  expect(fieldOf({ eligible: ['somebody'] })).toBe('eligible')
  expect(fieldOf({ audit: null })).toBe('audit')
  expect(fieldOf({ audit: { id: 'community-vote', version: 1, parameters: {} } })).toBe('audit')
  expect(fieldOf({ pool: baseUnits(0n) })).toBe('pool')
  expect(fieldOf({ panel: { ...sheet.panel, leastOperators: 3 } })).toBe('panel.leastOperators')
  expect(fieldOf({ caps: { ...sheet.caps, paidInAll: null } })).toBe('caps.paidInAll')
  expect(fieldOf({ caps: { ...sheet.caps, paidInAll: baseUnits(10_001n) } })).toBe('caps.paidInAll')
})
