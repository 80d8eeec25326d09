import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type BlockSource, firstSlotFrom, HistoryTooShort } from './blocks'

/** A history: for each block how many slots after the one before it, and how many seconds later. */
const history = fc.array(
  fc.record({ slots: fc.integer({ min: 1, max: 900 }), seconds: fc.integer({ min: 0, max: 3 }) }),
  {
    minLength: 1,
    maxLength: 60,
  },
)

function sourceOf(steps: readonly { slots: number; seconds: number }[]) {
  let [slot, time] = [10, 1_000]
  const blocks = steps.map(({ slots, seconds }) => {
    slot += slots
    time += seconds
    return { slot, time }
  })
  const source: BlockSource = {
    newest: async () => blocks.at(-1)!.slot,
    oldest: async () => blocks[0]!.slot,
    slots: async (from, until) => blocks.map((block) => block.slot).filter((one) => one >= from && one <= until),
    time: async (at) => blocks.find((block) => block.slot === at)!.time,
  }
  return { blocks, source }
}

test('the first block from an instant is the one that a walk through all of them finds', () =>
  fc.assert(
    fc.asyncProperty(history, fc.integer({ min: 995, max: 1_200 }), async (steps, second) => {
      const { blocks, source } = sourceOf(steps)
      const answer = firstSlotFrom(source, second)
      const first = blocks.find(({ time }) => time >= second)
      if (first && first === blocks[0]) await expect(answer).rejects.toThrow(HistoryTooShort)
      else expect(await answer).toBe(first?.slot ?? null)
    }),
    { numRuns: 500 },
  ))
