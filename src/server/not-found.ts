import { TRPCError } from '@trpc/server'
import { notFound } from 'next/navigation'

/** What a page asked for, or the page for an address where there is nothing: also for an id that is none. */
export const orNotFound = <Answer>(question: Promise<Answer>): Promise<Answer> =>
  question.catch((error: unknown) => {
    if (error instanceof TRPCError && (error.code === 'NOT_FOUND' || error.code === 'BAD_REQUEST')) notFound()
    throw error
  })
