import { z } from 'zod'
import { amountText, id, longText, summary, title } from '@/kit/shapes'
import { key } from './units'

/** A case that work is tried on: what goes in, and what must come out, exactly. */
const testCase = z.strictObject({
  name: key,
  input: z.string().max(20_000),
  output: z.string().min(1, 'Write what must come out.').max(20_000),
})

const common = {
  projectId: id,
  title,
  summary,
  /** What is to be done. */
  task: longText,
  /** Tokens that the bounty pays in all, as typed. */
  pool: amountText,
  opensAt: z.date(),
  /** Days for handing in, and days for each of the steps that follow. */
  workDays: z.int().min(1).max(90),
  stepDays: z.int().min(1).max(14),
}

/** What an issuer writes to open a task. */
export const bountyForm = z.discriminatedUnion('template', [
  z.strictObject({
    ...common,
    template: z.literal('agent'),
    tests: z
      .array(testCase)
      .min(1, 'Write at least one test case.')
      .max(50)
      .refine((tests) => new Set(tests.map(({ name }) => name)).size === tests.length, 'Name every test once.'),
    /** How many tests must pass. */
    required: z.int().min(1),
    /** Tokens for each passed test. */
    perTest: amountText,
    /** How likely the work of people with the best record is judged, in percent; 100 for all work. */
    leastPercent: z.int().min(1, 'Write 1 to 100.').max(100, 'Write 1 to 100.'),
    /** Tokens that whoever hands in, or audits, locks as a bond; 0 for none. */
    bond: amountText,
    auditors: z.int().min(1).max(9),
  }),
  z.strictObject({
    ...common,
    template: z.literal('editorial'),
    /** What the first place gets, the second, and so on; shares of any size. */
    shares: z.array(z.int().min(1).max(1_000_000)).min(1).max(50),
    auditors: z.int().min(1).max(9),
  }),
])
export type BountyForm = z.infer<typeof bountyForm>
