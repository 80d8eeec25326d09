import { TRPCError } from '@trpc/server'
import { notFound } from 'next/navigation'

const NOTHING_HERE = new Set<string>(['NOT_FOUND', 'BAD_REQUEST', 'FORBIDDEN'])

/** What a page asked for, or the page for an address where there is nothing: also for an id that is none, or of what the viewer may not see. */
export const orNotFound = <Answer>(question: Promise<Answer>): Promise<Answer> =>
  question.catch((error: unknown) => {
    if (error instanceof TRPCError && NOTHING_HERE.has(error.code)) notFound()
    throw error
  })
