import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Dice } from '@/test/dice'
import {
  at,
  factsWith,
  hexOf,
  judgement,
  noRecord,
  panelOf,
  sheetWith,
  speak,
  submissionOf,
  times,
  type WrittenRound,
} from '@/test/engine-rounds'
import { randomRound } from '@/test/random-rounds'
import { settleBonds, shareLost } from './bonds'
import { distribute } from './distribute'
import { judgeRound } from './proceedings'
import { readInputs } from './round-sheet'

/** Two submissions with bonds of 100, auditors with bonds of 40, three drawn for each stage. */
function roundOf(toAuditors = 5_000): WrittenRound {
  return {
    sheet: sheetWith({
      ...{ kind: 'bounty', eligible: 'open', pool: '1000', reward: { id: 'equal', version: 1, parameters: {} } },
      audit: { id: 'attestation', version: 1, parameters: { needed: 2 } },
      bonds: { submission: '100', auditor: '40', toAuditors },
    }),
    submissions: [submissionOf('good', { bond: '100' }), submissionOf('bad', { bond: '120' })],
    audit: { ...noRecord(), seed: hexOf('block') },
    facts: factsWith({
      auditors: ['a', 'b', 'c', 'd', 'e', 'f'].map((person) => ({ person, reputation: 9, bond: '40' })),
    }),
  }
}
/** What the first panel, or that of the appeal, says about a submission, in the order of the draw. */
function say(
  round: WrittenRound,
  submission: string,
  outcomes: ('accept' | 'refuse' | 'fraud')[],
  stage: 'first' | 'appeal' = 'first',
) {
  const panel = panelOf(round, submission, stage)
  for (const [place, said] of outcomes.entries())
    speak(round, { auditor: panel[place]!, submission, stage }, judgement(said))
  return panel
}
const run = (round: WrittenRound) => distribute(readInputs(round))

describe('bonds', () => {
  test('fraud loses its bond: half to the auditors who said so, half to the pool; more than was asked for goes back', () => {
    const round = roundOf()
    say(round, 'good', ['accept', 'accept', 'refuse'])
    const panel = say(round, 'bad', ['fraud', 'accept', 'fraud'])
    const { bonds, available, shares, paid } = run(round)
    expect(bonds.toPool).toBe(50n)
    expect(bonds.toAuditors).toEqual([panel[0]!, panel[2]!].sort().map((person) => ({ person, units: 25n })))
    expect(bonds.lines.find(({ submission }) => submission === 'bad')).toMatchObject({ slashed: 100n, returned: 20n })
    expect(bonds.lines.find(({ submission }) => submission === 'good')).toMatchObject({ slashed: 0n, returned: 100n })
    expect([available, paid, shares.map(({ recipient }) => recipient)]).toEqual([1_050n, 1_050n, ['by-good']])
  })
  test('an odd share leaves its spare unit with the first auditor by id', () => {
    const round = roundOf(1_010)
    const panel = say(round, 'bad', ['fraud', 'fraud', 'fraud'])
    const units = run(round).bonds.toAuditors
    expect(units.map(({ person }) => person)).toEqual([...panel].sort())
    expect(units.map((one) => one.units)).toEqual([4n, 3n, 3n])
  })
  test('who commits and never opens loses the bond once, however often; who is silent or wrong loses nothing', () => {
    const round = roundOf()
    const [hider] = panelOf(round, 'good') as [string]
    for (const submission of ['good', 'bad'].filter((one) => panelOf(round, one).includes(hider)))
      speak(round, { auditor: hider, submission }, judgement('accept'), { reveal: null })
    const { bonds } = run(round)
    expect(bonds.lines.filter(({ slashed }) => slashed > 0n)).toEqual([
      { person: hider, submission: null, slashed: 40n, returned: 0n },
    ])
    expect(bonds.toPool).toBe(40n)
  })
  test('whatever the round: what was locked is slashed or returned, and what was slashed goes to the pool or to auditors', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (seed) => {
        const round = randomRound(new Dice(seed))
        const inputs = readInputs(round)
        const { lines, toPool, toAuditors } = settleBonds(inputs, judgeRound(inputs, inputs.audit))
        const sum = (values: readonly bigint[]) => values.reduce((all, value) => all + value, 0n)
        const locked = sum([...inputs.submissions, ...inputs.facts.auditors].map(({ bond }) => bond))
        const slashed = sum(lines.map((line) => line.slashed))
        expect(slashed + sum(lines.map((line) => line.returned))).toBe(locked)
        expect(toPool + sum(toAuditors.map(({ units }) => units))).toBe(slashed)
        expect(lines.every(({ returned }) => returned >= 0n)).toBe(true)
        // Each bond is shared by itself: whoever takes theirs back leaves the parts of all others as they are.
        const { right } = judgeRound(inputs, inputs.audit)
        const halves = [0, 1].map((half) => {
          const taken = lines.filter((_, place) => place % 2 === half)
          return shareLost(taken, right, inputs.sheet.bonds.toAuditors)
        })
        const partOf = (who: string) => (one: typeof toAuditors) =>
          one.find(({ person }) => person === who)?.units ?? 0n
        expect(sum(halves.map((half) => half.toPool))).toBe(toPool)
        for (const { person, units } of toAuditors)
          expect(sum(halves.map((half) => partOf(person)(half.toAuditors)))).toBe(units)
      }),
      { numRuns: 300 },
    )
  })
})

describe('an appeal', () => {
  const refused = (lodged: string | null, ...said: ('accept' | 'refuse' | 'fraud')[]) => {
    const round = roundOf()
    const first = say(round, 'good', ['refuse', 'refuse', 'accept'])
    if (lodged) round.audit.appeals.push({ submission: 'good', at: lodged })
    const fresh = say(round, 'good', said, 'appeal')
    return { first, fresh, result: run(round) }
  }
  const outcome = (given: ReturnType<typeof refused>) =>
    given.result.proceedings.verdicts.find(({ submission }) => submission === 'good')?.outcome

  test('fresh auditors, none of whom judged before, can turn a verdict round; those who were right in the end are the ones who count', () => {
    const turned = refused(at('revealsEnd'), 'accept', 'accept', 'refuse')
    expect(turned.first.filter((person) => turned.fresh.includes(person))).toEqual([])
    expect(outcome(turned)).toBe('accepted')
    const right = [turned.first[2]!, turned.fresh[0]!, turned.fresh[1]!]
    expect(turned.result.proceedings.right.get('good')).toEqual(right.sort())
  })
  test('without a majority of the fresh panel the first verdict stands', () => {
    expect(outcome(refused(at('revealsEnd'), 'accept', 'refuse', 'fraud'))).toBe('refused')
    expect(outcome(refused(at('revealsEnd'), 'accept'))).toBe('refused')
  })
  test('nobody hears an appeal that was lodged a millisecond too late or too early, or that was not lodged', () => {
    expect(outcome(refused(at('appealsEnd', -1), 'accept', 'accept'))).toBe('accepted')
    for (const lodged of [times.appealsEnd, at('revealsEnd', -1), null])
      expect(outcome(refused(lodged, 'accept', 'accept'))).toBe('refused')
  })
  test('an appeal can find fraud: then the bond is lost after all', () => {
    const { bonds } = refused(at('revealsEnd'), 'fraud', 'fraud').result
    expect(bonds.lines.find(({ submission }) => submission === 'good')).toMatchObject({ slashed: 100n, returned: 0n })
  })
})
