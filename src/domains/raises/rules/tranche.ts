import type { RaiseAccount, Tranche } from '@/chain/raise/accounts'
import { releasedAfter } from '@/chain/raise/formulas'
import type { RaiseState } from '@/chain/raise/layout'
import { refuse } from './refusals'

export const TRANCHE_STATES = ['conditional', 'waiting', 'approved', 'rejected', 'released', 'expired', 'void'] as const
/**
 * `conditional`: the program has the first payment as approved from the beginning, but whether the raise succeeds is not known yet.
 * `void`: never paid, because the raise failed or an earlier payment was not approved.
 */
export type TrancheState = (typeof TRANCHE_STATES)[number]

/** What a state means for the money. */
export const TRANCHE_WORDS: Readonly<Record<TrancheState, string>> = {
  conditional: 'Paid on its day, once the raise has succeeded.',
  waiting: 'Waiting: not paid unless both approvers agree in time.',
  approved: 'Approved: paid on its day.',
  rejected: 'Rejected: it goes back to the investors.',
  released: 'Paid.',
  expired: 'Nobody approved it in time: it goes back to the investors.',
  void: 'Never paid.',
}

type Raise = { state: RaiseState; tranches: readonly Tranche[] }

/** Where each payment of a raise stands at `now` (unix seconds), as the program has it. */
export function trancheStates({ state, tranches }: Raise, now: bigint): TrancheState[] {
  const next = tranches.findIndex(({ approved }) => !approved)
  const isOver = state !== 'Draft' && state !== 'Open'
  return tranches.map((tranche, index): TrancheState => {
    if (tranche.released) return 'released'
    if (state === 'Failed') return 'void'
    if (tranche.approved) return isOver ? 'approved' : 'conditional'
    if (tranche.rejected) return 'rejected'
    const fallen = state === 'Unwinding' || state === 'Closed'
    const late = state === 'Succeeded' && index === next && now >= tranche.approveBy
    if (index === next && (fallen || late)) return 'expired'
    return fallen ? 'void' : 'waiting'
  })
}

/** The payment that can be approved now: the first that is not, while the raise has succeeded and its time is not over. Null for none. */
export function decidable({ state, tranches }: Raise, now: bigint): number | null {
  if (state !== 'Succeeded') return null
  const next = tranches.findIndex(({ approved }) => !approved)
  const tranche = tranches[next]
  return tranche && now < tranche.approveBy ? next : null
}

/**
 * The account of a closed raise as it was in the end, from the last one that was seen: `outcome` and what was released in all are
 * known from its tombstone. Everything that was approved is released by then.
 */
export function endedAccount(
  last: RaiseAccount,
  { state, entitlement, released }: Pick<RaiseAccount, 'state' | 'entitlement' | 'released'>,
): RaiseAccount {
  const tranches = last.tranches.map((tranche, index) => {
    const paid = state !== 'Failed' && releasedAfter(entitlement, last.tranches, index) <= released
    return { ...tranche, approved: paid, released: paid }
  })
  return { ...last, state, entitlement, released, tranches }
}

export type Verdict = 'approve' | 'reject'

/**
 * Refuses a verdict for which the program has no room, and an approval of a payment for which the team has shown nothing. Who
 * decides is not asked here: at present two people of the staff.
 */
export function assertVerdict(
  raise: Raise,
  { tranche, verdict, reports, now }: { tranche: number; verdict: Verdict; reports: number; now: bigint },
): void {
  const next = decidable(raise, now)
  if (next === null) throw refuse.notDecidable({ problem: notNow(raise.state) })
  if (next !== tranche) throw refuse.notDecidable({ problem: `Payment ${next + 1} is next.` })
  if (verdict === 'approve' && reports === 0) throw refuse.noReport()
}

const notNow = (state: RaiseState): string =>
  state === 'Succeeded'
    ? 'All are approved, or the time of the next is over.'
    : `The raise is ${state.toLowerCase()}; payments are decided once it has succeeded.`

/** Refuses a report about a payment that is not the next to be approved. */
export function assertReportable(raise: Raise, { tranche, now }: { tranche: number; now: bigint }): void {
  const next = decidable(raise, now)
  if (next === null) throw refuse.notDecidable({ problem: notNow(raise.state) })
  if (next !== tranche) throw refuse.notDecidable({ problem: `Payment ${next + 1} is next.` })
}
