import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { INSTRUCTIONS } from '@/chain/raise/instruction-table'
import { Vm } from '@/test/vm'
import { AFTER_EVERYTHING, cranks, wrongAtTheEnd } from './drain'
import { BEGINNINGS, prelude } from './model-prelude'
import { termsArbitrary } from './model-raises'
import { happening, PEOPLE, stepArbitrary } from './model-steps'
import { type Ending, liveStories, stepsToLive, storySeed } from './stories'
import { Twins } from './twins'

const vm = new Vm({ signatures: false })
const WALLET_RENT = vm.rent(0)
/** Random steps in all; half of them in native coin, half in a mint. */
const GOAL = stepsToLive(20_000)
const STEPS = 160
/** Stories between two looks at the goal; each batch has its own seed, and is lived again alone. */
const BATCH = 50
/** A thousand steps take about a second; fifty times that is left to a busy machine. */
const TIME_LIMIT = 60_000 + GOAL * 50

const storyArbitrary = (native: boolean, tranches: number) =>
  fc.record({
    terms: termsArbitrary({ sizes: 'everyday', native, walletRent: WALLET_RENT, tranches }),
    people: fc.integer({ min: 1, max: PEOPLE.length }),
    beginning: fc.constantFrom(...BEGINNINGS),
    gift: fc.constantFrom(0n, WALLET_RENT, 50_000_000n),
    steps: fc.array(stepArbitrary, { maxLength: STEPS, size: 'max' }),
    order: fc.nat(),
  })
type Story = ReturnType<typeof storyArbitrary> extends fc.Arbitrary<infer Told> ? Told : never

const live = ({ terms, gift, people, beginning, steps }: Story): Twins => {
  const twins = new Twins(vm, terms, gift)
  const investors = PEOPLE.slice(0, people)
  for (const what of prelude(twins.model, beginning, investors)) twins.happen(what)
  for (const step of steps) {
    twins.happen(happening(twins.model, step, investors))
    if (twins.wrong.length > 0 || twins.afterClosing > 3) break
  }
  return twins
}

/** Lives a story, then lets time pass until all is due and all of it be sent: twice, as vesting begins at settlement. */
const liveToTheEnd = (story: Story): Twins => {
  const twins = live(story)
  for (const order of [story.order, story.order + 99]) {
    twins.happen({ name: 'time', seconds: AFTER_EVERYTHING })
    for (const sent of cranks(twins.model, [...twins.model.positions.keys()], order)) {
      if (twins.model.state === 'closed') break
      twins.happen({ name: 'send', sent })
      if (twins.wrong.length > 0) return twins
    }
  }
  twins.wrong.push(...wrongAtTheEnd(twins.model, twins.gifts))
  return twins
}

/** Over all stories of this file: how often each instruction was carried out, and the states that were reached. */
const done = new Map<string, number>()
const reached = new Set<string>()

const remembered = (twins: Twins): Twins => {
  for (const state of twins.states) reached.add(state)
  for (const [name, times] of twins.done) done.set(name, (done.get(name) ?? 0) + times)
  return twins
}

describe('the raise program against its model, in the real virtual machine', () => {
  for (const native of [true, false]) {
    const asset = native ? 'native KOII' : 'a KPL mint'
    test(
      `keeps its ten promises in ${GOAL / 2} random steps paid in ${asset}`,
      () => {
        const seed = storySeed()
        let lived = 0
        for (let batch = 0; lived < GOAL / 2; batch++) {
          const counted = (story: Story): Ending => {
            const twins = remembered(live(story))
            lived += twins.steps
            return twins
          }
          liveStories(storyArbitrary(native, 3), BATCH, counted, seed + batch)
        }
        console.info(`${lived} steps, seeds from ${seed}`)
      },
      TIME_LIMIT,
    )

    test(
      `is empty in the end, paid in ${asset}, whoever cranks in whatever order`,
      () => {
        liveStories(storyArbitrary(native, 3), 15, (story) => remembered(liveToTheEnd(story)))
      },
      TIME_LIMIT,
    )
  }

  test('was led through every state and every instruction by these stories', () => {
    console.info(`carried out: ${[...done].map(([name, times]) => `${name} ${times}`).join(', ')}`)
    const { create: _, ...rest } = INSTRUCTIONS
    expect([...done.keys()].sort()).toEqual(Object.keys(rest).sort())
    expect([...reached].sort()).toEqual(['closed', 'draft', 'failed', 'open', 'succeeded', 'unwinding'])
  })
})
