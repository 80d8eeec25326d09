import { expect, test } from 'vitest'
import { Dice } from '@/test/dice'
import { type Gift, giftRound, KOII, type WrittenRound } from '@/test/engine-rounds'
import { randomRound } from '@/test/random-rounds'
import { answer, type InputTexts } from '../rules/compute'
import { baseUnits } from '../schema/units'
import { computed } from './aside'

const texts = ({ sheet, submissions, audit, facts }: WrittenRound): InputTexts => ({
  ...{ sheet: JSON.stringify(sheet), submissions: JSON.stringify(submissions) },
  ...{ audit: JSON.stringify(audit), facts: JSON.stringify(facts) },
})
const GIFTS: Gift[] = [
  ['a', 'i', 90n * KOII],
  ['b', 'j', 30n * KOII],
]

test('a round of thousands leaves the process free for everybody else, a small one is answered at once', async () => {
  const isAnsweredAtOnce = async (gifts: readonly Gift[]) => {
    let isAnswered = false
    const whole = computed(texts(giftRound({}, gifts)), { ask: 'whole' }).then((answered) => {
      isAnswered = true
      return answered
    })
    // Whatever this process computed itself would be there before its next turn.
    await new Promise(setImmediate)
    const before = isAnswered
    expect((await whole).distribution.paid).toBe(1_000n * KOII)
    return before
  }
  expect(await isAnsweredAtOnce(GIFTS)).toBe(true)
  const thousands = Array.from({ length: 4_000 }, (_, place): Gift => [place % 3 === 0 ? 'a' : 'b', `i${place}`, KOII])
  expect(await isAnsweredAtOnce(thousands)).toBe(false)
})

test('a thread of its own answers like the process itself, questions at once included, and refuses like it', async () => {
  const round = texts(giftRound({}, GIFTS))
  const numbers = { ask: 'numbers', recipients: ['a', 'b', 'c'] } as const
  const change = { recipient: 'b', people: 2, each: baseUnits(30n * KOII) }
  const rounds = Array.from({ length: 50 }, (_, seed) => randomRound(new Dice(seed)))
  const audited = texts(rounds.find(({ sheet, submissions }) => sheet.audit !== null && submissions.length > 3)!)
  const [whole, some, whatIf, audit] = await Promise.all([
    computed(round, { ask: 'whole' }, 0),
    computed(round, numbers, 0),
    computed(round, { ask: 'whatIf', change }, 0),
    computed(audited, { ask: 'audit' }, 0),
  ])
  expect(audit).toEqual(answer(audited, { ask: 'audit' }))
  expect(audit.firstVerdicts.length, 'and there is something to compare').toBeGreaterThan(0)
  expect(whole).toEqual(answer(round, { ask: 'whole' }))
  expect(some.explanations.map(({ units }) => units)).toEqual([750n * KOII, 250n * KOII, 0n])
  expect(whatIf.after.units).toBe(500n * KOII)
  const refused = { code: 'rounds.badInputs', message: expect.stringContaining('people: Write a whole number') }
  const wrong = { ask: 'whatIf', change: { ...change, people: 0 } } as const
  await expect(computed(round, wrong, 0)).rejects.toMatchObject(refused)
  await expect(computed(round, wrong)).rejects.toMatchObject(refused)
  await expect(computed({ ...round, facts: '{' }, numbers, 0)).rejects.toThrow('JSON')
})
