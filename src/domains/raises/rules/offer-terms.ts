import type { RaiseAccount } from '@/chain/raise/accounts'
import type { OfferTerms } from '@/domains/compliance/rules/rights'
import { fromUnix, SECOND } from '@/kit/time'

type Account = Pick<RaiseAccount, 'opensAt' | 'withdrawUntil' | 'closesAt' | 'reflectionSeconds' | 'vestingCliff'>
type About = { publishedAt: Date | null; ownersAt: Date | null }

/**
 * What a raise offers whoever commits. Nobody could see it before it was published, whatever its account says; `publishedAt` is null for
 * one of no listed project.
 */
export function offerTermsOf(account: Account, { publishedAt, ownersAt }: About): OfferTerms {
  const opensAt = fromUnix(account.opensAt)
  return {
    opensAt: publishedAt && publishedAt > opensAt ? publishedAt : opensAt,
    ...{ withdrawUntil: fromUnix(account.withdrawUntil), closesAt: fromUnix(account.closesAt), ownersAt },
    ...{ reflection: account.reflectionSeconds * SECOND, lock: account.vestingCliff * SECOND },
  }
}
