import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Vm } from '@/test/vm'
import { AFTER_EVERYTHING, cranks, wrongAtTheEnd } from './drain'
import { termsArbitrary } from './model-raises'
import { DELIVERED, happening, PEOPLE, prelude, stepArbitrary } from './model-steps'
import { type Ending, liveStories } from './stories'
import { Twins } from './twins'

const vm = new Vm({ signatures: false })
const WALLET_RENT = vm.rent(0)
let raises = 0
const STORIES = 100
const STEPS = 160

const storyArbitrary = (native: boolean, tranches: number) =>
  fc.record({
    terms: termsArbitrary({ sizes: 'everyday', native, walletRent: WALLET_RENT, tranches }),
    people: fc.integer({ min: 1, max: PEOPLE.length }),
    begun: fc.nat(5),
    gift: fc.constantFrom(0n, WALLET_RENT, 50_000_000n),
    steps: fc.array(stepArbitrary, { maxLength: STEPS, size: 'max' }),
    order: fc.nat(),
  })
type Story = ReturnType<typeof storyArbitrary> extends fc.Arbitrary<infer Told> ? Told : never

const live = ({ terms, gift, people, begun, steps }: Story): Twins => {
  raises += 1
  const twins = new Twins(vm, raises, terms, gift)
  if (begun > 0) for (const what of prelude(twins.model)) twins.happen(what)
  for (const step of steps) {
    twins.happen(happening(twins.model, step, DELIVERED, PEOPLE.slice(0, people)))
    if (twins.wrong.length > 0 || twins.afterClosing > 3) break
  }
  return twins
}

/** Lives a story, then lets time pass until all is due and all of it be sent: twice, as vesting begins at settlement. */
const liveToTheEnd = (story: Story): Ending => {
  const twins = live(story)
  for (const order of [story.order, story.order + 99]) {
    twins.happen({ name: 'time', seconds: AFTER_EVERYTHING })
    for (const sent of cranks(twins.model, [...twins.model.positions.keys()], order, false)) {
      if (twins.model.state === 'closed') break
      twins.happen({ name: 'send', sent })
      if (twins.wrong.length > 0) return twins
    }
  }
  twins.wrong.push(...wrongAtTheEnd(twins.model, twins.gifts))
  return twins
}

describe('the raise program against its model, in the real virtual machine', () => {
  for (const native of [true, false]) {
    const asset = native ? 'native KOII' : 'a KPL mint'
    test(`keeps its ten promises in ${STORIES} random stories paid in ${asset}`, () => {
      const reached = new Set<string>()
      let lived = 0
      liveStories(storyArbitrary(native, 3), STORIES, (story) => {
        const twins = live(story)
        lived += twins.steps
        for (const state of twins.states) reached.add(state)
        return twins
      })
      expect([...reached].sort()).toEqual(['closed', 'draft', 'failed', 'open', 'succeeded'])
      expect(lived).toBeGreaterThan(3_000)
    }, 240_000)

    test(`is empty in the end, paid in ${asset}, whoever cranks in whatever order`, () => {
      liveStories(storyArbitrary(native, 1), STORIES / 5, liveToTheEnd)
    }, 240_000)
  }
})
