import type { CountryList } from './dated'

/** What a risk score rests on; null is unknown. */
export type RiskInputs = {
  country: string
  route: 'provider' | 'manual'
  isPep: boolean | null
  walletAdverse: boolean | null
  /** Pays with something like cash, such as a voucher. */
  cashLike: boolean
  /** 0 to 20, by the amounts that the person means to move. */
  amountBand: number
  addressElsewhere: boolean | null
  /** Whether the wallet was first seen less than a day ago. */
  newWallet: boolean
}

export type Risk = { score: number; level: 'low' | 'medium' | 'high'; inputs: RiskInputs; countryListAsOf: string }

/** How a country counts on a list. */
export function countryRisk(country: string, { high, medium }: CountryList): Risk['level'] {
  if (high.includes(country)) return 'high'
  return medium.includes(country) ? 'medium' : 'low'
}

const COUNTRY_POINTS = { low: 0, medium: 15, high: 40 } as const

/**
 * A sum that anybody can redo: 0 to 29 is low, to 59 medium, above high. With something unknown that weighs as much as a whole
 * step, it is never low.
 */
export function riskOf(inputs: RiskInputs, countries: CountryList): Risk {
  const score =
    COUNTRY_POINTS[countryRisk(inputs.country, countries)] +
    (inputs.isPep ? 40 : 0) +
    (inputs.walletAdverse ? 40 : 0) +
    (inputs.cashLike ? 10 : 0) +
    inputs.amountBand +
    (inputs.route === 'manual' ? 10 : 0) +
    (inputs.addressElsewhere ? 10 : 0) +
    (inputs.newWallet ? 5 : 0)
  const isUnknown = inputs.isPep === null || inputs.walletAdverse === null
  const level = score >= 60 ? 'high' : score >= 30 || isUnknown ? 'medium' : 'low'
  return { score, level, inputs, countryListAsOf: countries.asOf }
}
