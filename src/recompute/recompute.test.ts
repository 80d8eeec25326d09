import fc from 'fast-check'
import { expect, test } from 'vitest'
import { distribute, listText } from '@/domains/rounds/rules/distribute'
import { judgeRound } from '@/domains/rounds/rules/proceedings'
import { readInputs } from '@/domains/rounds/rules/round-sheet'
import { Dice } from '@/test/dice'
import { type Gift, giftRound, type WrittenRound } from '@/test/engine-rounds'
import { randomRound } from '@/test/random-rounds'
import type { Export } from './given'
import { recompute } from './list'

/** Both implementations' bytes; a refusal of facts that cannot be is an answer too. */
function both(round: WrittenRound): { engine: string; second: string } {
  const of = (work: () => string) => {
    try {
      return work()
    } catch (error) {
      return `${error}`.replace(/^\w+: /, '')
    }
  }
  const inputs = readInputs(round)
  return {
    engine: of(() => listText(inputs, distribute(inputs))),
    second: of(() => recompute(JSON.parse(JSON.stringify(round)) as Export)),
  }
}

/** Whether another list would follow if it made no difference who is an operator. */
function operatorsDecide({ facts, ...given }: WrittenRound, list: string): boolean {
  if (given.sheet.panel.leastOperators === undefined) return false
  const auditors = facts.auditors.map(({ operator, ...one }) => one)
  const voters = facts.voters.map(({ operator, ...one }) => one)
  const inputs = readInputs({ ...given, facts: { ...facts, auditors, voters } })
  return listText(inputs, distribute(inputs)) !== list
}

test('1,000 random rounds: the second implementation finds the same bytes', () => {
  const seen = { paid: 0, slashed: 0, toAuditors: 0, capped: 0, spared: 0, byOperators: 0, beyond: 0 }
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (seed) => {
      const round = randomRound(new Dice(seed))
      const { engine, second } = both(round)
      expect(second).toBe(engine)
      if (engine === 'One person gave one project more than the chain can count.') seen.beyond += 1
      if (!engine.startsWith('{')) return
      const list = JSON.parse(engine)
      const inputs = readInputs(round)
      if (judgeRound(inputs, inputs.audit).verdicts.some(({ reason }) => reason === 'spared')) seen.spared += 1
      if (operatorsDecide(round, engine)) seen.byOperators += 1
      if (list.paid !== '0') seen.paid += 1
      if (list.fromBonds !== '0') seen.slashed += 1
      if (list.auditors.length > 0) seen.toAuditors += 1
      if (list.unpaid !== '0' && list.paid !== '0') seen.capped += 1
    }),
    { numRuns: 1_000 },
  )
  // Rounds in which nothing happens would agree whatever the code says.
  expect(seen.paid).toBeGreaterThan(350)
  expect(seen.slashed).toBeGreaterThan(160)
  expect(seen.toAuditors).toBeGreaterThan(40)
  expect(seen.capped).toBeGreaterThan(50)
  expect(seen.spared).toBeGreaterThan(30)
  expect(seen.byOperators).toBeGreaterThan(25)
  expect(seen.beyond).toBeGreaterThan(1)
}, 60_000)

test('cluster matching rounds where the page says: weights far above 2^53 show every step, in whichever order', () => {
  const eligible = ['p0', 'p1', 'p2', 'p3', 'p4']
  const reward = { id: 'cluster-matching', version: 1, parameters: {} }
  for (let seed = 0; seed < 25; seed += 1) {
    const dice = new Dice(seed)
    const huge = () => BigInt(dice.between(2 ** 27, 2 ** 31)) * BigInt(dice.between(1, 2 ** 29))
    const gifts = Array.from({ length: 40 }, (_, place): Gift => [dice.of(eligible), `i${place % 16}`, huge()])
    const { engine, second } = both(giftRound({ eligible, reward }, gifts))
    expect(second).toBe(engine)
    const weights = (JSON.parse(engine).recipients as { weight: string }[]).map(({ weight }) => BigInt(weight))
    expect(weights.some((weight) => weight > 2n ** 56n)).toBe(true)
  }
})
