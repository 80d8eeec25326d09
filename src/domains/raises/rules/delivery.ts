import type { RaiseAccount } from '@/chain/raise/accounts'

/** How a payment of a raise ended for its team. `index` counts from 0. */
export type Delivery = { index: number; kept: boolean }

type Raise = Pick<RaiseAccount, 'state' | 'tranches'>

/**
 * Which payments were decided between two looks at a raise: approved in time (the program takes no approval after its time), or
 * rejected or left without an approval until the raise fell. The first needs no approval, and those behind a fallen one were never
 * judged; neither says anything.
 */
export function deliveriesBetween(before: Raise, after: Raise): Delivery[] {
  const approved = after.tranches.flatMap((tranche, index): Delivery[] =>
    index > 0 && tranche.approved && !before.tranches[index]?.approved ? [{ index, kept: true }] : [],
  )
  return [...approved, ...missed(before, after)]
}

function missed(before: Raise, after: Raise): Delivery[] {
  const index = after.tranches.findIndex((tranche) => !tranche.approved)
  const tranche = after.tranches[index]
  if (index < 1 || !tranche) return []
  const rejected = tranche.rejected && !before.tranches[index]?.rejected
  const fell = after.state === 'Unwinding' && before.state !== 'Unwinding'
  return rejected || fell ? [{ index, kept: false }] : []
}
