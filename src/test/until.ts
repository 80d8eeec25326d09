import { setTimeout as pause } from 'node:timers/promises'

const SOON_MS = 240_000

/** Waits until something is so; throws with what is awaited when it never is. */
export async function until<Answer>(
  what: string,
  look: () => Promise<Answer | null | undefined | false>,
): Promise<Answer> {
  const deadline = Date.now() + SOON_MS
  let last: unknown
  while (Date.now() < deadline) {
    try {
      const answer = await look()
      if (answer) return answer
    } catch (error) {
      last = error
    }
    await pause(200)
  }
  throw new Error(`in vain: ${what}`, { cause: last })
}
