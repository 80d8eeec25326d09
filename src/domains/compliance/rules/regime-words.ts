import { type Instrument, isFca, type Regime, type RegimeRule } from './regime'
import type { Gap } from './rights'

/** What the regimes are called, and what they are about, for staff. */
export const REGIME_WORDS: Record<Regime, { name: string; what: string }> = {
  ECSPR: { name: 'European crowdfunding', what: 'Loans and securities offered to people in the EEA.' },
  MICA_T2: { name: 'European crypto-assets', what: 'Other crypto-assets offered to people in the EEA.' },
  REG_CF: { name: 'US Regulation Crowdfunding', what: 'Securities offered to people in the United States.' },
  FCA_RMMI: {
    name: 'UK restricted investments',
    what: 'Loans and unlisted securities promoted in the United Kingdom.',
  },
  FCA_CRYPTO: { name: 'UK cryptoassets', what: 'Cryptoassets promoted in the United Kingdom.' },
}

/** What a raise sells in law, in words. */
export const INSTRUMENT_WORDS: Record<Instrument, string> = {
  LOAN: 'a loan',
  TRANSFERABLE_SECURITY: 'a transferable security',
  ADMITTED_INSTRUMENT: 'an instrument admitted for crowdfunding',
  OTHER_CRYPTOASSET: 'another crypto-asset',
  REWARD: 'a reward',
}

/** What a raise lacks for a regime, for staff. */
export const GAP_WORDS: Record<Gap, string> = {
  withdrawalShort: 'the terms let money be taken back for less time than it gives',
  openShort: 'the raise is open for less than the 21 days it asks for',
  resaleShort: 'tokens are handed over before the time is over in which it lets nobody pass them on',
  ownersOld: 'the owners of the company were handed in too long before the raise opens, or never',
}

/** Regulation (EU) 2020/1503, article 23(6): the two texts of a key investment information sheet, byte for byte. */
export const KIIS_TEXTS = {
  disclaimer:
    'This crowdfunding offer has been neither verified nor approved by competent authorities or the European Securities and Markets Authority (ESMA). The appropriateness of your experience and knowledge have not necessarily been assessed before you were granted access to this investment. By making this investment, you assume full risk of taking this investment, including the risk of partial or entire loss of the money invested.',
  riskWarning:
    'Investment in this crowdfunding project entails risks, including the risk of partial or entire loss of the money invested. Your investment is not covered by the deposit guarantee schemes established in accordance with Directive 2014/49/EU of the European Parliament and of the Council. Nor is your investment covered by the investor compensation schemes established in accordance with Directive 97/9/EC of the European Parliament and of the Council. You may not receive any return on your investment. This is not a savings product and we advise you not to invest more than 10 % of your net worth in crowdfunding projects. You may not be able to sell the investment instruments when you wish. If you are able to sell them, you may nonetheless incur losses.',
} as const

/** Article 21(4), shown to whoever did not answer the test, or failed it: it bars nobody. */
export const TEST_WARNING =
  'An investment in a crowdfunding project includes the risk of losing the entirety of the money invested.'

/** What an investor acknowledges under each regime. */
export const RISK_WARNINGS: Record<Regime, string> = {
  ECSPR: KIIS_TEXTS.riskWarning,
  MICA_T2:
    'Crypto-assets may lose their value in part or in full, may not always be transferable, and may not be liquid. They are not covered by investor compensation or deposit guarantee schemes, and no authority has approved this offer.',
  REG_CF:
    'You may lose all of the money you invest, and you must be able to bear that. You cannot always cancel, you may not be able to resell for a year, and nobody has approved this offer.',
  FCA_RMMI:
    "Don't invest unless you're prepared to lose all the money you invest. This is a high-risk investment and you are unlikely to be protected if something goes wrong. Take 2 mins to learn more",
  FCA_CRYPTO:
    "Don't invest unless you're prepared to lose all the money you invest. This is a high-risk investment and you should not expect to be protected if something goes wrong. Take 2 mins to learn more",
}

/**
 * What a regime wants on every page of an offer: COBS 4.12A its warning, Regulation (EU) 2020/1503, article 19(2) and (3), that nothing is
 * guaranteed and for how long money can be taken back. Null for nothing.
 */
export function bannerOf({ regime, params }: Pick<RegimeRule, 'regime' | 'params'>): string | null {
  if (isFca(regime)) return RISK_WARNINGS[regime]
  if (regime !== 'ECSPR') return null
  const days = params.reflectionDays
  const back = days
    ? ` Whom the European rules for crowdfunding protect can take it back for ${days} days after committing, without a reason, in the portfolio.`
    : ''
  return `What you invest is covered neither by a deposit guarantee scheme (Directive 2014/49/EU) nor by an investor compensation scheme (Directive 97/9/EC).${back}`
}
