/** The sets of rules that may apply to an investment. Which one a token falls under is a legal question; this is the table of a design. */
export const REGIMES = ['ECSPR', 'MICA_T2', 'REG_CF', 'FCA_RMMI', 'FCA_CRYPTO'] as const
export type Regime = (typeof REGIMES)[number]

export const INSTRUMENTS = [
  'LOAN',
  'TRANSFERABLE_SECURITY',
  'ADMITTED_INSTRUMENT',
  'OTHER_CRYPTOASSET',
  'REWARD',
] as const
export type Instrument = (typeof INSTRUMENTS)[number]

/** The currency in which a regime counts. Amounts are its cents. */
export const CURRENCY_OF = {
  ECSPR: 'eur',
  MICA_T2: 'eur',
  REG_CF: 'usd',
  FCA_RMMI: 'gbp',
  FCA_CRYPTO: 'gbp',
} as const satisfies Record<Regime, string>
export type Fiat = (typeof CURRENCY_OF)[Regime]
export const FIAT = ['eur', 'gbp', 'usd'] as const satisfies readonly Fiat[]

/** Whether the United Kingdom's rules for financial promotions hold. */
export const isFca = (regime: Regime): boolean => regime === 'FCA_RMMI' || regime === 'FCA_CRYPTO'

/** The European Economic Area: the 27 states of the Union, Iceland, Liechtenstein and Norway. */
const EEA = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK'.split(' '),
)

const IN_EEA: Readonly<Record<Instrument, Regime | null>> = {
  LOAN: 'ECSPR',
  TRANSFERABLE_SECURITY: 'ECSPR',
  ADMITTED_INSTRUMENT: 'ECSPR',
  OTHER_CRYPTOASSET: 'MICA_T2',
  REWARD: null,
}
const IN_US: Readonly<Record<Instrument, Regime | null>> = {
  LOAN: null,
  TRANSFERABLE_SECURITY: 'REG_CF',
  ADMITTED_INSTRUMENT: null,
  OTHER_CRYPTOASSET: null,
  REWARD: null,
}
const IN_UK: Readonly<Record<Instrument, Regime | null>> = {
  LOAN: 'FCA_RMMI',
  TRANSFERABLE_SECURITY: 'FCA_RMMI',
  ADMITTED_INSTRUMENT: null,
  OTHER_CRYPTOASSET: 'FCA_CRYPTO',
  REWARD: null,
}

/** The regime of a place for an instrument; null: blocked until the operator adds a rule. */
export function regimeOf(country: string, instrument: Instrument): Regime | null {
  if (EEA.has(country)) return IN_EEA[instrument]
  if (country === 'US') return IN_US[instrument]
  if (country === 'GB') return IN_UK[instrument]
  return null
}

/** Every regime under which somebody somewhere is offered an instrument. */
export const regimesOfInstrument = (instrument: Instrument): readonly Regime[] =>
  [IN_EEA, IN_US, IN_UK].map((place) => place[instrument]).filter((regime) => regime !== null)

/** Every regime that could ever be asked of somebody, whatever is sold. */
export function possibleRegimes(investor: { country: string; usPerson: boolean }): readonly Regime[] {
  const all = placesOf(investor).flatMap((country) => INSTRUMENTS.map((instrument) => regimeOf(country, instrument)))
  return REGIMES.filter((regime) => all.includes(regime))
}

const placesOf = ({ country, usPerson }: { country: string; usPerson: boolean }): readonly string[] =>
  usPerson ? [...new Set([country, 'US'])] : [country]

/**
 * Every regime that must be met: that of the residence, and for a US person living elsewhere that of the United States too, so
 * that the stricter of both holds. Null where one of them is unknown.
 */
export function regimesFor(
  investor: { country: string; usPerson: boolean },
  instrument: Instrument,
): readonly Regime[] | null {
  const regimes = placesOf(investor).map((country) => regimeOf(country, instrument))
  return regimes.some((regime) => regime === null) ? null : (regimes as Regime[])
}

/** A version of a regime's numbers, from an instant until another. Amounts are cents of its currency, as decimal strings. */
export type RegimeRule = {
  regime: Regime
  version: number
  effectiveFrom: Date
  effectiveTo: Date | null
  params: Readonly<Record<string, string>>
}

/** The version in force at an instant: the highest that has begun and not ended. */
export function ruleAt<Rule extends RegimeRule>(rules: readonly Rule[], regime: Regime, now: Date): Rule | null {
  const inForce = rules.filter(
    (rule) =>
      rule.regime === regime && rule.effectiveFrom <= now && (rule.effectiveTo === null || now < rule.effectiveTo),
  )
  return inForce.toSorted((one, other) => other.version - one.version)[0] ?? null
}
