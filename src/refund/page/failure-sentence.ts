import { isUnreachable } from '@/chain/failure'
import { Sentence } from '../failures'

/** What went wrong, for people: our own sentences as they are, a silent node by name, and anything else as what it is. */
export function failureSentence(error: unknown): string {
  if (error instanceof Sentence) return error.message
  const message = error instanceof Error ? error.message : String(error)
  if (isUnreachable(error) || /Failed to fetch|NetworkError|Load failed/.test(message))
    return `The node does not answer, or does not let pages ask it (${message}). What was sent may still arrive; to try again does no harm. Try another node.`
  return `Something went wrong that this page has no words for: ${message}. What was sent may still arrive; to try again does no harm.`
}
