import type { RaiseAccount } from '@/chain/raise/accounts'
import type { TakeBack } from '@/domains/compliance/rules/deadline'
import { fromUnix, SECOND } from '@/kit/time'

type Dates = Pick<RaiseAccount, 'opensAt' | 'withdrawUntil' | 'closesAt' | 'reflectionSeconds'>

/**
 * How long a raise is open and lets money be taken back. Nobody could see it before it was published, whatever its account says; null
 * for one of no listed project.
 */
export function takeBackOf(account: Dates, publishedAt: Date | null): TakeBack {
  const opensAt = fromUnix(account.opensAt)
  return {
    opensAt: publishedAt && publishedAt > opensAt ? publishedAt : opensAt,
    ...{ withdrawUntil: fromUnix(account.withdrawUntil), closesAt: fromUnix(account.closesAt) },
    reflection: account.reflectionSeconds * SECOND,
  }
}
