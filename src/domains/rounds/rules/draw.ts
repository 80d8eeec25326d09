import { sha256 } from '@/kit/digest'
import type { Stage } from '../schema/round-inputs'
import { byKey } from '../schema/units'

/** Somebody who may be drawn. Reputation is a score of 0 to 10^9. */
export type Candidate = { readonly person: string; readonly reputation: number }

export type Draw = {
  /** 32 bytes in hex that nobody knew when submissions closed. */
  readonly seed: string
  readonly stage: Stage
  readonly submission: string
  readonly size: number
  /** The least that anybody weighs, so that newcomers are drawn too. */
  readonly leastWeight: number
}

/**
 * Draws people without putting them back, each time with a chance in proportion to max(leastWeight, reputation). Ticket number j of a
 * draw is SHA-256 of `seed:stage:submission:j` (j = 0, 1, ...) read as one big-endian number, modulo the weight of all who are left;
 * it falls to the person, ascending by id, in whose stretch of weight it lies. The modulo prefers nobody by more than 2^-200.
 * Fewer candidates than places: all of them. The order is the order of the draw.
 */
export function drawPanel(
  { seed, stage, submission, size, leastWeight }: Draw,
  candidates: readonly Candidate[],
): string[] {
  const left = candidates
    .map(({ person, reputation }) => ({ person, weight: BigInt(Math.max(leastWeight, reputation)) }))
    .sort((a, b) => byKey(a.person, b.person))
  let total = left.reduce((sum, { weight }) => sum + weight, 0n)
  const drawn: string[] = []
  for (let ticket = 0; ticket < size && left.length > 0; ticket += 1) {
    const number = BigInt(`0x${sha256(`${seed}:${stage}:${submission}:${ticket}`).toString('hex')}`)
    let rest = number % total
    const place = left.findIndex(({ weight }) => {
      if (rest < weight) return true
      rest -= weight
      return false
    })
    const [winner] = left.splice(place, 1)
    drawn.push(winner!.person)
    total -= winner!.weight
  }
  return drawn
}
