import { z } from 'zod'
import { address, id, longText, summary } from '@/kit/shapes'
import { revealContent } from './round-inputs'
import { ruleSheet } from './rule-sheet'
import { hex32, key, workUnitsText } from './units'

export const signature = z.string().regex(/^[1-9A-HJ-NP-Za-km-z]{64,90}$/, 'A signature is 64 bytes in base58.')
/** A web address in its one spelling, so that what is signed has no spaces. */
export const link = z
  .string()
  .max(500)
  .refine((text) => {
    const url = URL.canParse(text) ? new URL(text) : null
    return url?.protocol === 'https:' && !url.username && !url.password && url.href === text
  }, 'Write a web address that starts with https://, as your browser shows it.')

const evidence = z.array(z.strictObject({ hash: hex32, link })).max(50)
const stage = z.enum(['first', 'appeal'])
/** A submission's key; empty where all submissions are judged at once. */
const about = z.union([key, z.literal('')])

export const roundInput = z.strictObject({ roundId: id })

/** What people are told to do. No rule follows from it. */
export const roundBrief = z.strictObject({
  summary,
  task: longText,
  /** How a test case is run, by its name in the sheet. */
  tests: z.array(z.strictObject({ name: key, input: z.string().max(20_000), output: z.string().max(20_000) })).max(100),
})
export type RoundBrief = z.infer<typeof roundBrief>

/** A new round: its sheet, and what it belongs to. */
export const proposal = z.strictObject({
  sheet: z.unknown().refine((value) => ruleSheet.safeParse(value).success, 'The rule sheet cannot be read.'),
  brief: roundBrief,
})

const signed = { roundId: id, wallet: address, signature }
export const submitInput = z.strictObject({ ...signed, evidence, claimed: workUnitsText })
export const enrolInput = z.strictObject(signed)
export const commitInput = z.strictObject({ ...signed, stage, about, commit: hex32 })
export const revealInput = z.strictObject({ ...signed, stage, about, content: revealContent, salt: hex32 })
export const appealInput = z.strictObject({ ...signed, about: key })
export const digestInput = z.strictObject({ roundId: id, digest: hex32 })
export const voidInput = z.strictObject({ roundId: id, reason: summary })
export const exclusionInput = z.strictObject({ roundId: id, recipient: key, reason: summary })

export type Submit = z.infer<typeof submitInput>
export type Enrol = z.infer<typeof enrolInput>
export type CommitAct = z.infer<typeof commitInput>
export type RevealAct = z.infer<typeof revealInput>
export type AppealAct = z.infer<typeof appealInput>
