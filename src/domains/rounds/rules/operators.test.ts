import { describe, expect, test } from 'vitest'
import { factsWith, hexOf, judgement, noRecord, sheetWith, speak, submissionOf, times } from '@/test/engine-rounds'
import type { WrittenSheet } from '../schema/rule-sheet'
import { judgeRound } from './proceedings'
import { readInputs, readRuleSheet } from './round-sheet'

const PANEL = { first: 3, appeal: 3, leastWeight: 1, leastOperators: 3 }
const ATTESTED = { id: 'attestation', version: 1, parameters: { needed: 2 } }
const VOTED = {
  ...{ id: 'community-vote', version: 1 },
  parameters: { by: 'person', quorum: '5', threshold: 5_001, stakeCap: null },
}
const sheet = (given: Partial<WrittenSheet> = {}) =>
  sheetWith({
    ...{ kind: 'milestone', eligible: ['project'], reward: { id: 'equal', version: 1, parameters: {} } },
    ...{ audit: ATTESTED, panel: PANEL, ...given },
  })

/** Work of a project, and so many operators (o0, o1, …) and other people (p0, p1, …) who could judge it. */
function round(operators: number, others: number, given: Partial<WrittenSheet> = {}, seed = 'a block') {
  const people = [
    ...Array.from({ length: operators }, (_, place) => ({ person: `o${place}`, operator: true })),
    ...Array.from({ length: others }, (_, place) => ({ person: `p${place}`, operator: false })),
  ]
  return {
    sheet: sheet(given),
    submissions: [submissionOf('evidence', { recipient: 'project', person: 'team' })],
    audit: { ...noRecord(), seed: hexOf(seed) },
    facts: factsWith({
      auditors: people.map((one) => ({ ...one, reputation: 0, bond: '0' })),
      voters: people.map((one) => ({ ...one, stake: '1' })),
    }),
  }
}
const judged = (given: ReturnType<typeof round>) => {
  const inputs = readInputs(given)
  return judgeRound(inputs, inputs.audit)
}
const seats = (given: ReturnType<typeof round>) => judged(given).firstPanels[0]!.auditors

describe('auditors', () => {
  test('three operators are drawn from alone, however many others there are and whatever their record', () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const given = round(4, 40, {}, `block ${seed}`)
      for (const one of given.facts.auditors) one.reputation = one.operator ? 0 : 1_000_000_000
      expect(seats(given).every((person) => person.startsWith('o'))).toBe(true)
      expect(new Set(seats(given)).size).toBe(3)
    }
  })

  test('of two operators none has a place for sure: all who could judge are drawn from, and three are', () => {
    const drawn = Array.from({ length: 50 }, (_, seed) => seats(round(2, 10, {}, `block ${seed}`)))
    expect(drawn.every((panel) => panel.length === 3)).toBe(true)
    expect(drawn.some((panel) => panel.every((person) => person.startsWith('p')))).toBe(true)
    expect(drawn.some((panel) => panel.some((person) => person.startsWith('o')))).toBe(true)
  })

  test('who belongs to the project, has no bond or handed it in does not make operators enough', () => {
    const conflict = round(3, 9)
    conflict.facts.conflicts.push({ person: 'o0', recipient: 'project' })
    const own = round(3, 9)
    own.submissions[0]!.person = 'o1'
    const bond = round(3, 9, { bonds: { submission: '0', auditor: '5', toAuditors: 0 } })
    for (const one of bond.facts.auditors) one.bond = one.person === 'o2' ? '4' : '5'
    for (const [given, out] of [
      [conflict, 'o0'],
      [own, 'o1'],
      [bond, 'o2'],
    ] as const) {
      const panels = Array.from({ length: 30 }, (_, seed) =>
        seats({ ...given, audit: { ...given.audit, seed: hexOf(`${seed}`) } }),
      )
      expect(panels.flat()).not.toContain(out)
      expect(panels.flat().some((person) => person.startsWith('p'))).toBe(true)
    }
  })

  test('an appeal asks whether operators are enough without those who judged first', () => {
    const appealed = (operators: number) => {
      const given = round(operators, 9)
      given.audit.appeals.push({ submission: 'evidence', at: times.revealsEnd })
      return judged(given)
    }
    expect(appealed(6).appealPanels[0]!.auditors.every((person) => person.startsWith('o'))).toBe(true)
    const { firstPanels, appealPanels } = appealed(5)
    expect(firstPanels[0]!.auditors.every((person) => person.startsWith('o'))).toBe(true)
    expect(appealPanels[0]!.auditors).toHaveLength(3)
    expect(appealPanels[0]!.auditors.some((person) => person.startsWith('p'))).toBe(true)
  })

  test('nobody judges for the silent: operators who say nothing leave it undecided', () => {
    const given = round(3, 9)
    for (const auditor of ['p0', 'p1', 'p2', 'p3'])
      speak(given, { auditor, submission: 'evidence' }, judgement('accept'))
    expect(judged(given).verdicts.map(({ outcome }) => outcome)).toEqual(['undecided'])
  })
})

describe('votes', () => {
  const vote = (operators: number, voters: readonly string[], given: Partial<WrittenSheet> = {}) => {
    const world = round(operators, 9, { audit: VOTED, ...given })
    for (const auditor of voters) speak(world, { auditor, submission: 'evidence' }, judgement('accept'))
    return judged(world).verdicts[0]!.outcome
  }
  test('operators vote alone where they are enough, and as many as the sheet says must vote', () => {
    expect(vote(4, ['o0', 'o1', 'o2'])).toBe('accepted')
    expect(vote(4, ['o0', 'o1'])).toBe('undecided')
    expect(vote(4, ['o0', 'o1', 'p0', 'p1', 'p2', 'p3', 'p4', 'p5'])).toBe('undecided')
    expect(vote(4, ['o0', 'o1', 'o2'], { panel: { ...PANEL, leastOperators: 4 } })).toBe('undecided')
  })
  test('too few of them vote with all the others, under the quorum of all', () => {
    expect(vote(2, ['o0', 'o1', 'p0', 'p1', 'p2'])).toBe('accepted')
    expect(vote(2, ['o0', 'o1', 'p0', 'p1'])).toBe('undecided')
    const { leastOperators, ...panel } = PANEL
    expect(vote(4, ['o0', 'o1', 'o2', 'o3'], { panel }), 'a sheet of before').toBe('undecided')
  })
})

test('a sheet that would have fewer auditors for want of operators, or count money as people, is refused', () => {
  const refused = (given: Partial<WrittenSheet>) => () => readRuleSheet(sheet(given))
  expect(refused({ panel: { ...PANEL, leastOperators: 2 } })).toThrow(
    'panel.leastOperators: Up to 3 auditors are drawn',
  )
  expect(refused({ audit: { ...VOTED, parameters: { ...VOTED.parameters, by: 'stake' } } })).toThrow('counts people')
  expect(refused({ audit: null })).toThrow('panel.leastOperators: Only where')
  const ranked = { id: 'peer-ranking', version: 1, parameters: { leastRankings: 1 } }
  expect(refused({ audit: ranked })).toThrow('panel.leastOperators: Only where')
})
