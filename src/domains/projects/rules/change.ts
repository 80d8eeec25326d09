import { canonicalJson } from '@/kit/canonical-json'
import type { Terms, TermsDraft } from '../schema/terms'
import { refuse } from './refusals'

/** What a change of terms may differ in: the texts, by their digest. What a token or the platform is like by now changes nothing. */
const FREE: readonly (keyof TermsDraft)[] = [
  'contentDigest',
  'feeWallet',
  'feeBps',
  'paymentFreezeAuthority',
  'saleMintAuthority',
]

/**
 * The terms after a change while the raise runs: those on chain with the new texts. Amounts, dates, shares and wallets are fixed in
 * the raise for ever; refuses a draft that has others.
 */
export function changedTerms(onChain: Terms, draft: TermsDraft): Terms {
  for (const key of Object.keys(draft) as (keyof TermsDraft)[]) {
    if (FREE.includes(key)) continue
    if (canonicalJson(draft[key]) !== canonicalJson(onChain[key])) throw refuse.fixedOnChain({ field: key })
  }
  return { ...onChain, contentDigest: draft.contentDigest }
}
