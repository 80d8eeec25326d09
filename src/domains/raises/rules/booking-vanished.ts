import type { RaiseAccount } from '@/chain/raise/accounts'
import { isStale } from '@/chain/raise/formulas'

/** A position that the books know and the chain does not show any more, or one that was settled before. */
export type Candidate = { address: string; committed: bigint; termsVersion: number }

/** With more candidates than this, searching every combination would take too long. */
const MOST_CANDIDATES = 16

/**
 * Which positions that vanished took part in the settlement. The program fixed their sum T and their number N then, so what the
 * remaining positions do not explain was theirs. The others were withdrawn before, or were under old terms and refunded:
 * either way they received everything. Those that were last seen under the terms of the settlement are the likely ones; if
 * they do not fit, others may have confirmed unseen. When no combination fits, one was changed just before it vanished: all
 * are taken as they were last seen, and the caller books the difference to the account of positions that nobody saw.
 */
export function settledWith(
  raise: RaiseAccount,
  known: { present: readonly Candidate[]; settledBefore: readonly Candidate[]; vanished: readonly Candidate[] },
): Set<string> {
  const isCurrent = (position: Candidate) => !isStale(raise, position)
  const explained = [...known.present.filter(isCurrent), ...known.settledBefore]
  const missing = {
    count: raise.positionsConfirmed - explained.length,
    sum: raise.confirmed - sumOf(explained),
  }
  const current = known.vanished.filter(isCurrent)
  const found = fitting(current, missing) ?? fitting(known.vanished, missing) ?? current
  return new Set(found.map(({ address }) => address))
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
