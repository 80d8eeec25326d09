import { z } from 'zod'
import { id, longText } from '@/kit/shapes'
import { SECTIONS } from './content'

/** Marks of one reviewer: which points of the checklist hold, and a score from 0 to 5 for each criterion. */
export const checklistMarks = z.record(z.string().max(40), z.boolean())
export const scoreMarks = z.record(z.string().max(40), z.int().min(0).max(5))

export const reviewReason = z.strictObject({
  section: z.enum([...SECTIONS, 'documents']),
  code: z.string().max(60),
  text: z.string().max(2_000),
})
export type ReviewReason = z.infer<typeof reviewReason>

export const outcome = z.enum(['approve', 'reject', 'request_changes'])
export type Outcome = z.infer<typeof outcome>

export const sheetInput = z.strictObject({
  applicationId: id,
  checklist: checklistMarks,
  scores: scoreMarks,
  note: z.string().max(20_000),
})

export const proposalInput = z.strictObject({
  applicationId: id,
  outcome,
  reasons: z.array(reviewReason).max(40),
  message: longText,
})

/** A decision of the second person; a return needs a comment, which the rules ask for. */
export const decisionInput = z.strictObject({
  decisionId: id,
  verdict: z.enum(['confirm', 'return']),
  comment: z.string().max(2_000),
})
