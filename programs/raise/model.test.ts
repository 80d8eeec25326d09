import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AFTER_EVERYTHING, cranks, wrongAtTheEnd } from './drain'
import { RaiseModel } from './model'
import { BEGINNINGS, prelude } from './model-prelude'
import { BEGINNING, type Sizes, termsArbitrary } from './model-raises'
import { actInModel, type Happening, happening, PEOPLE, stepArbitrary, tell } from './model-steps'
import { brokenPromises, observe } from './promises'
import { type Ending, liveStories } from './stories'

const WALLET_RENT = 890_880n
const STORIES = 800
const STEPS = 160
/** A tenth of it on a quiet machine. */
const TIME_LIMIT = 120_000

const storyArbitrary = (sizes: Sizes) =>
  fc.record({
    terms: termsArbitrary({ sizes, native: false, walletRent: WALLET_RENT, tranches: 5 }),
    people: fc.integer({ min: 1, max: PEOPLE.length }),
    beginning: fc.constantFrom(...BEGINNINGS),
    steps: fc.array(stepArbitrary, { maxLength: STEPS, size: 'max' }),
    order: fc.nat(),
  })

/** A raise in the model that remembers what happened to it and which promises that broke. */
class Witness {
  readonly raise: RaiseModel
  readonly told: string[] = []
  readonly wrong: string[] = []
  readonly states = new Set<string>()
  gifts = 0n

  constructor(terms: RaiseModel['terms']) {
    this.raise = new RaiseModel(terms, WALLET_RENT, BEGINNING)
  }

  happen(what: Happening): void {
    const { raise } = this
    const before = observe(raise)
    this.told.push(tell(what))
    if (what.name === 'time') raise.now += what.seconds
    if (what.name === 'donate') raise.donate(what.amount)
    if (what.name === 'donate') this.gifts += what.amount
    if (what.name === 'deposit') raise.deposit(what.amount)
    if (what.name !== 'send') return
    const act = actInModel(raise, what.sent, WALLET_RENT)
    if (act.refusedFor !== null) this.told.push(`  refused: ${act.refusedFor.join(', ')}`)
    this.wrong.push(...brokenPromises(before, act, raise))
    this.states.add(raise.state)
  }
}

type Story = ReturnType<typeof storyArbitrary> extends fc.Arbitrary<infer Told> ? Told : never

/** Lives one story in the model: one step after the other, the promises looked at after each. */
const live = ({ terms, people, beginning, steps }: Story): Witness => {
  const witness = new Witness(terms)
  const investors = PEOPLE.slice(0, people)
  for (const what of prelude(witness.raise, beginning, investors)) witness.happen(what)
  for (const step of steps) {
    witness.happen(happening(witness.raise, step, investors))
    if (witness.wrong.length > 0) break
  }
  return witness
}

/** Lives a story, then lets time pass until all is due and all of it be sent: twice, as vesting begins at settlement. */
const liveToTheEnd = (story: Story): Ending => {
  const witness = live(story)
  const { raise } = witness
  for (const order of [story.order, story.order + 99]) {
    witness.happen({ name: 'time', seconds: AFTER_EVERYTHING })
    for (const sent of cranks(raise, [...raise.positions.keys()], order))
      if (raise.state !== 'closed') witness.happen({ name: 'send', sent })
  }
  witness.wrong.push(...wrongAtTheEnd(raise, witness.gifts))
  return witness
}

describe('the model of the raise', () => {
  for (const sizes of ['tiny', 'everyday'] as const) {
    test(
      `keeps its ten promises in ${STORIES} random stories with ${sizes} amounts`,
      () => {
        const reached = new Set<string>()
        let lived = 0
        liveStories(storyArbitrary(sizes), STORIES, (story) => {
          const witness = live(story)
          lived += story.steps.length
          for (const state of witness.states) reached.add(state)
          return witness
        })
        expect([...reached].sort()).toEqual(['closed', 'draft', 'failed', 'open', 'succeeded', 'unwinding'])
        expect(lived).toBeGreaterThan((STORIES * STEPS) / 3)
      },
      TIME_LIMIT,
    )

    test(`is empty in the end, with ${sizes} amounts, whoever cranks in whatever order`, () => {
      liveStories(storyArbitrary(sizes), STORIES / 4, liveToTheEnd)
    })
  }
})
