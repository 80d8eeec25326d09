import { shareOut, sum } from './arithmetic'
import type { Weighed } from './weights'

/** Splits an amount by weight without paying anybody more than its limit. Nobody without weight gets anything. */
export function split(available: bigint, recipients: readonly Weighed[]): Map<string, bigint> {
  const paid = new Map<string, bigint>()
  let left = available
  let rest = recipients.filter(({ weight }) => weight > 0n)
  for (;;) {
    const weights = sum(rest.map(({ weight }) => weight))
    const isFull = ({ weight, limit }: Weighed) => limit !== null && left * weight >= limit * weights
    const full = rest.filter(isFull)
    if (full.length === 0) break
    rest = rest.filter((one) => !isFull(one))
    for (const { recipient, limit } of full) paid.set(recipient, limit!)
    left -= sum(full.map(({ limit }) => limit!))
  }
  const shares = shareOut(
    left,
    rest.map(({ weight }) => weight),
  )
  for (const [place, { recipient }] of rest.entries()) paid.set(recipient, shares[place]!)
  return paid
}
