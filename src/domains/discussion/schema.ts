import { z } from 'zod'
import { id, idempotencyKey, shortText, title } from '@/kit/shapes'

/** Whose word a post is: the team's, somebody's who is paid for promoting the project, or any other member's. */
export const LABELS = ['team', 'promoter', 'member'] as const
export type Label = (typeof LABELS)[number]

export const POST_STATES = ['shown', 'hidden', 'deleted'] as const
export type PostState = (typeof POST_STATES)[number]

/** Why a post is reported, and hidden. */
export const REASONS = ['spam', 'personal_data', 'unlawful', 'insult', 'unlabelled'] as const
export type Reason = (typeof REASONS)[number]

/** What an author says about themselves each time: nobody pays them, somebody does, or they write for the project. */
export const CONNECTIONS = ['none', 'paid', 'team'] as const
export type Connection = (typeof CONNECTIONS)[number]

const LEAST = 3
const slug = z.string().max(120)
/** A post's number in its project, which a column of four bytes holds. */
const number = z.int().min(1).max(1_000_000_000)
const postText = shortText.refine((text) => [...text].length >= LEAST, `Write at least ${LEAST} characters.`)
const reason = z.enum(REASONS, 'Choose a reason.')

/** `answerTo`: the number of the question that it answers; null for a question. */
export const writeInput = z.strictObject({
  ...{ slug, answerTo: number.nullable(), text: postText, idempotencyKey },
  connection: z.enum(CONNECTIONS, 'Say whether anybody pays you for promoting this project.'),
})
export type WriteInput = z.infer<typeof writeInput>

export const updateInput = z.strictObject({ slug, title, text: postText, idempotencyKey })
export type UpdateInput = z.infer<typeof updateInput>

/** `basedOn`: the version that was corrected. */
export const correctInput = z.strictObject({ slug, number, basedOn: z.int().min(1).max(1_000), title, text: postText })
export type CorrectInput = z.infer<typeof correctInput>

export const projectInput = z.strictObject({ slug })
export const postInput = z.strictObject({ slug, number })
/** `number`: the post that somebody is about to answer, report or correct; null for none. */
export const standingInput = z.strictObject({ slug, number: number.nullable() })
export const ownPostInput = z.strictObject({ postId: id })
export const reportInput = postInput.extend({ reason })

/** A page of it: questions below the number `before`, updates below the number `updatesBefore`; the newest where nothing is said. */
export const pageInput = z.strictObject({ slug, before: number.optional(), updatesBefore: number.optional() })
export type PageInput = z.infer<typeof pageInput>

/** What moderators do with a post: hide it with a reason, show it again, or leave it where it was reported. */
export const moderateInput = z.discriminatedUnion('act', [
  z.strictObject({ postId: id, act: z.literal('hide'), reason }),
  z.strictObject({ postId: id, act: z.enum(['show', 'keep']) }),
])
export type ModerateInput = z.infer<typeof moderateInput>
