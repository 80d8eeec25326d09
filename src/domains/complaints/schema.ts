import { z } from 'zod'
import { answerText, id, longText, summary } from '@/kit/shapes'

export const COMPLAINT_STATES = ['received', 'acknowledged', 'answered', 'closed'] as const
export type ComplaintState = (typeof COMPLAINT_STATES)[number]

/** What a complaint is about. */
export const TOPICS = ['platform', 'project', 'verification', 'payment', 'data'] as const
export type Topic = (typeof TOPICS)[number]

/** What came of one. */
export const OUTCOMES = ['upheld', 'partly', 'rejected', 'inadmissible'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** What was written in one: the first two by whoever complains, the others by staff; `measures` is for staff alone. */
export const WORD_KINDS = [
  ...(['complaint', 'reply'] as const),
  ...(['acknowledgement', 'inadmissible', 'question', 'delay', 'answer', 'measures'] as const),
] as const
export type WordKind = (typeof WORD_KINDS)[number]

const optional = <T extends z.ZodType<string, string>>(text: T) => z.union([z.literal(''), text]).default('')

/**
 * The questions of the standard form (annex of Delegated Regulation (EU) 2022/2117), as one asks them on a page. Only what happened has
 * to be told: whoever wants to stay unknown may.
 */
export const complaintInput = z.strictObject({
  topic: z.enum(TOPICS, 'Choose what it is about.'),
  /** The last part of a project's address. */
  project: z.union([z.literal(''), z.string().max(120)]).default(''),
  what: answerText,
  name: optional(summary),
  contact: optional(summary),
  representative: optional(summary),
  reference: optional(summary),
  when: optional(summary),
  damage: optional(answerText),
  other: optional(answerText),
})
export type ComplaintInput = z.infer<typeof complaintInput>
/** What of it is sealed. */
export type ComplaintForm = Omit<ComplaintInput, 'topic' | 'project'>

const key = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/, 'Write the key that you were shown when you complained, all 43 characters.')
export const keyInput = z.strictObject({ key })
export const replyByKeyInput = z.strictObject({ key, text: answerText })
export const oneInput = z.strictObject({ complaintId: id })
export const replyInput = z.strictObject({ complaintId: id, text: answerText })
export const concernInput = z.strictObject({ complaintId: id, personId: id })

/** What staff do with one. */
export const handleInput = z.discriminatedUnion('act', [
  z.strictObject({ complaintId: id, act: z.literal('acknowledge'), text: optional(longText) }),
  z.strictObject({ complaintId: id, act: z.enum(['refuse', 'ask', 'close']), text: longText }),
  z.strictObject({
    ...{ complaintId: id, act: z.literal('delay'), text: longText },
    until: z.iso.date('Write the date as year-month-day, for example 2027-04-23.'),
  }),
  z.strictObject({
    ...{ complaintId: id, act: z.literal('answer'), text: longText },
    outcome: z.enum(['upheld', 'partly', 'rejected'], 'Choose what came of it.'),
  }),
])
export type HandleInput = z.infer<typeof handleInput>
