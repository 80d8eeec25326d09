import fc from 'fast-check'

/**
 * The seed of this run's random stories: FLOTILLA_SEED to live a failure again, otherwise a new one.
 * Nothing else in a story is left to chance.
 */
export const storySeed = (): number => {
  const given = process.env.FLOTILLA_SEED
  if (given === undefined || given === '') return Date.now() & 0x7fffffff
  if (!/^-?\d+$/.test(given)) throw new Error('FLOTILLA_SEED is a whole number, as a failed run printed it')
  return Number(given)
}

/** How many random steps are lived: FLOTILLA_STEPS says another number than that of every day. */
export const stepsToLive = (everyDay: number): number => {
  const given = process.env.FLOTILLA_STEPS
  if (given === undefined || given === '') return everyDay
  if (!/^[1-9]\d*$/.test(given)) throw new Error('FLOTILLA_STEPS is a whole number above zero')
  return Number(given)
}

/** How long a failed story is made shorter: each attempt lives it again. */
const SHORTENING_MS = 20_000

/** How a story ended: what was wrong (nothing is right) and what happened, in order. */
export type Ending = { wrong: readonly string[]; told: readonly string[] }

/** Lives random stories until one goes wrong, makes that one as short as it can, and throws it with its seed. */
export const liveStories = <Story>(
  stories: fc.Arbitrary<Story>,
  numRuns: number,
  live: (story: Story) => Ending,
  seed = storySeed(),
) => {
  let failedAt: number | null = null
  const goesWell = (story: Story): boolean => {
    if (failedAt !== null && Date.now() - failedAt > SHORTENING_MS) return true
    let well = false
    try {
      well = live(story).wrong.length === 0
    } finally {
      if (!well) failedAt ??= Date.now()
    }
    return well
  }
  const run = fc.check(fc.property(stories, goesWell), { seed, numRuns })
  if (!run.failed) return
  const again = `FLOTILLA_SEED=${seed} lives this again`
  const [story] = run.counterexample ?? []
  if (story === undefined) throw new Error(again, { cause: run.errorInstance })
  throw new Error(`${again}\n${retell(story, live)}`, { cause: run.errorInstance })
}

/** Lives a story once more, to tell it; a mistake that throws is told like any other. */
const retell = <Story>(story: Story, live: (story: Story) => Ending): string => {
  try {
    const { wrong, told } = live(story)
    return [...told, ...wrong].join('\n')
  } catch (thrown) {
    return `it throws ${thrown}`
  }
}
