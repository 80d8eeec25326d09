import { after, MINUTE, SECOND } from '@/kit/time'

type Setback = { times: number; until: Date; sentence: string }

/** The pause after the first refusal, which doubles with each further one up to the longest. */
const FIRST_MS = 10 * SECOND
const LONGEST_MS = 10 * MINUTE

/**
 * What the chain would refuse for now, as a payment into an account that was frozen: asked again ever more seldom. Lost at a restart,
 * which costs a question each.
 */
export class Setbacks {
  readonly #known = new Map<string, Setback>()

  /** Why it was refused last; undefined when it never was, or was sent since. */
  reason(item: string): string | undefined {
    return this.#known.get(item)?.sentence
  }

  rests(item: string, now: Date): boolean {
    const known = this.#known.get(item)
    return known !== undefined && now < known.until
  }

  note(item: string, sentence: string, now: Date): void {
    const times = (this.#known.get(item)?.times ?? 0) + 1
    const pause = Math.min(FIRST_MS * 2 ** (times - 1), LONGEST_MS)
    this.#known.set(item, { times, until: after(now, pause), sentence })
  }

  forget(item: string): void {
    this.#known.delete(item)
  }
}
