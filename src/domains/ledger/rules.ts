import { U64_MAX } from '@/kit/money'
import type { TransferInput } from './schema'

const ACCOUNT = /^[a-z]+:.+$/

/** Why a transfer can never be booked; null when it can. */
export function transferProblem({ from, to, units, cause, asset }: TransferInput): string | null {
  if (!cause) return 'a transfer needs a cause'
  if (!asset) return `${cause}: a transfer needs an asset`
  if (units <= 0n || units > U64_MAX) return `${cause}: ${units} is no amount that the chain can move`
  if (from === to) return `${cause}: from and to are both ${from}`
  if (!ACCOUNT.test(from) || !ACCOUNT.test(to)) return `${cause}: an account is written kind:name`
  return null
}

type Content = Pick<TransferInput, 'from' | 'to' | 'asset' | 'units'>

/** Whether two reports of one cause say the same. When it was seen may differ: a repeat is often later. */
export const isSameTransfer = (a: Content, b: Content): boolean =>
  a.from === b.from && a.to === b.to && a.asset === b.asset && a.units === b.units
