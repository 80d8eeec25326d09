import { after, DAY, MINUTE } from '@/kit/time'

/** Who takes a company's case has it for this long. */
export const LEASE = 30 * MINUTE
/** An invitation works once, within this time. */
export const INVITATION_LIFE = 14 * DAY
/** Regulation (EU) 2020/1503, article 23(12): an offer is suspended for 30 calendar days at most, then cancelled. */
export const suspendedUntil = (from: Date): Date => after(from, 30 * DAY)

/**
 * From how much on somebody counts as an owner, in hundredths of a percent: the dated rules of the regimes that are on name it, the
 * lowest holds; 25 % without any (Regulation (EU) 2024/1624, article 52).
 */
export function ownerThreshold(rules: readonly { params: Readonly<Record<string, string>> }[]): bigint {
  const named = rules.flatMap(({ params }) => (/^\d{1,5}$/.test(params.ownerBps ?? '') ? BigInt(params.ownerBps!) : []))
  let lowest = 2_500n
  for (const one of named) if (one < lowest) lowest = one
  return lowest
}
