import { z } from 'zod'
import { lesser } from '@/kit/integer'
import type { RevealContent } from '../schema/round-inputs'
import { hex32, key, workUnits, workUnitsText } from '../schema/units'
import { auditRule, type Outcome } from './audit-rule'
import { majorityOf, verdict } from './judgements'

const parameters = z
  .strictObject({
    tests: z
      .array(
        z.strictObject({
          name: key,
          /** SHA-256 of the right output. */
          expects: hex32,
          /** Work that a passed test counts for. */
          units: workUnitsText,
        }),
      )
      .min(1)
      .max(1_000)
      .refine((tests) => new Set(tests.map(({ name }) => name)).size === tests.length, 'Name every test once.'),
    /** How many tests must pass. */
    required: z.int().min(1),
  })
  .refine(({ tests, required }) => required <= tests.length, { path: ['required'], message: 'There are fewer tests.' })
type Parameters = z.infer<typeof parameters>

/**
 * `automated-checks`, version 1: the sheet declares test cases with the SHA-256 of their right output; auditors who are drawn run them and
 * reveal the SHA-256 of what came out. A test passes when more than half of the panel found the right output: what a submitter
 * attaches themselves proves nothing, since the right answers are public. Accepted when at least `required` tests pass; work is the sum
 * of the units of passed tests, at most what was claimed. Undecided unless more than half of the panel revealed.
 * Source: rounds.md, "The round".
 */
export const automatedChecks = auditRule({
  id: 'automated-checks',
  version: 1,
  parameters,
  judges: 'panel',
  reads: 'checks',
  judge: ({ tests, required }, { submissions, about, panel }) =>
    submissions.map((submission) => {
      const runs = about(submission.id).map(passedBy(tests))
      const majority = majorityOf(panel)
      if (runs.length < majority) return verdict(submission, 'undecided', 'too-few-judgements')
      const passed = tests.filter(({ name }) => runs.filter((run) => run.has(name)).length >= majority)
      if (passed.length < required) return verdict(submission, 'refused', 'tests-failed')
      const sum = passed.reduce((all, { units }) => all + units, 0n)
      return verdict(submission, 'accepted', 'tests-passed', workUnits(lesser<bigint>(sum, submission.claimed)))
    }),
  most: ({ tests }) => tests.reduce<bigint>((all, { units }) => all + units, 0n),
  opinion: ({ tests, required }, content): Outcome | null =>
    content.kind === 'checks' ? (passedBy(tests)({ content }).size >= required ? 'accepted' : 'refused') : null,
})

/** The tests that one auditor saw pass; of a test that is named twice the first output counts. */
const passedBy =
  (tests: Parameters['tests']) =>
  ({ content }: { content: RevealContent }): ReadonlySet<string> => {
    const outputs = content.kind === 'checks' ? content.outputs : []
    const right = tests.filter(({ name, expects }) => outputs.find(({ test }) => test === name)?.output === expects)
    return new Set(right.map(({ name }) => name))
  }
