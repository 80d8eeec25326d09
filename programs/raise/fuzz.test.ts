import { expect, test } from 'vitest'
import { INSTRUCTIONS } from '@/chain/raise/instruction-table'
import { fuzz, whyNot } from '../fuzz.mjs'

const SECONDS = Number(process.env.FLOTILLA_FUZZ_SECONDS || 60)
const reason = whyNot()

// Where there is no fuzzer this is reported as left out, never as passed; CI must have it.
test.runIf(!reason || process.env.CI)(
  `the C of the program breaks no rule of memory, arithmetic or money in ${SECONDS} s of made-up inputs (${reason ?? 'clang-19'})`,
  async () => {
    expect(reason).toBeNull()
    const { replayed, fuzzed, runs } = await fuzz('raise', SECONDS)
    // Each instruction was recorded in both assets; an input that is out of date is refused, and the fuzzer says which.
    expect(replayed).toEqual(Object.keys(INSTRUCTIONS).map(() => 2))
    expect(runs).toBeGreaterThan(1_000)
    expect(Math.min(...fuzzed), 'every instruction was carried out').toBeGreaterThan(0)
    console.info(`${runs} inputs; carried out by tag: ${fuzzed.join(' ')}`)
  },
  (SECONDS + 240) * 1_000,
)
