import type { RaiseAccount } from '@/chain/raise/accounts'
import { isStale } from '@/chain/raise/formulas'

/** A position that the books know and the chain does not show any more, or one that was settled before. */
export type Candidate = { address: string; committed: bigint; termsVersion: number }

/** With more candidates than this, searching every combination would take too long. */
const MOST_CANDIDATES = 16

/**
 * Which positions that vanished were still there when the raise was settled. The program fixed their sum T and their number N
 * then, so what the remaining positions do not explain was theirs. The others were withdrawn before, and received everything.
 * When no combination fits, one was changed just before it vanished: all are taken as they were last seen, and the caller
 * books the difference to the account of positions that nobody saw.
 */
export function stillThereAtSettlement(
  raise: RaiseAccount,
  known: { present: readonly Candidate[]; settledBefore: readonly Candidate[]; vanished: readonly Candidate[] },
): Set<string> {
  const isCurrent = (position: Candidate) => !isStale(raise, position)
  const explained = [...known.present, ...known.settledBefore].filter(isCurrent)
  const missing = {
    count: raise.positionsConfirmed - explained.length,
    sum: raise.confirmed - sumOf(explained),
  }
  const vanished = known.vanished.filter(isCurrent)
  const stale = known.vanished.filter((position) => !isCurrent(position))
  const found = fitting(vanished, missing) ?? vanished
  return new Set([...found, ...stale].map(({ address }) => address))
}

/** The one subset with this number and sum; null when there is none or more than one. */
function fitting(
  candidates: readonly Candidate[],
  missing: { count: number; sum: bigint },
): readonly Candidate[] | null {
  if (candidates.length === missing.count && sumOf(candidates) === missing.sum) return candidates
  if (candidates.length > MOST_CANDIDATES || missing.count < 0 || missing.count > candidates.length) return null
  let found: Candidate[] | null = null
  for (let mask = 0; mask < 2 ** candidates.length; mask += 1) {
    const subset = candidates.filter((_, index) => (mask >> index) & 1)
    if (subset.length !== missing.count || sumOf(subset) !== missing.sum) continue
    if (found) return null
    found = subset
  }
  return found
}

const sumOf = (positions: readonly Candidate[]): bigint => positions.reduce((sum, { committed }) => sum + committed, 0n)
