import { CURRENCY_OF, type Regime } from './regime'

/** A number of a regime: an amount in cents of its currency, days, or hundredths of a percent. */
type Param = { name: string; label: string; unit: 'cents' | 'days' | 'bps' }

const OFFER_CAP: Param = { name: 'offerCap', label: 'An issuer raises at most, in 12 months', unit: 'cents' }
const FCA: readonly Param[] = [
  { name: 'highIncome', label: 'High income from', unit: 'cents' },
  { name: 'highNetAssets', label: 'High net assets from', unit: 'cents' },
]

/** The numbers that a version of each regime has, all of them. */
export const PARAMS: Record<Regime, readonly Param[]> = {
  ECSPR: [
    OFFER_CAP,
    { name: 'extraStepFloor', label: 'An extra step above', unit: 'cents' },
    { name: 'reflectionDays', label: 'Days to reflect', unit: 'days' },
    { name: 'complaintWorkingDays', label: 'Working days to acknowledge a complaint', unit: 'days' },
    { name: 'complaintDays', label: 'Days to answer a complaint', unit: 'days' },
  ],
  MICA_T2: [{ name: 'withdrawalDays', label: 'Days to withdraw', unit: 'days' }],
  REG_CF: [
    OFFER_CAP,
    { name: 'threshold', label: 'Below this income or worth 5 % count, else 10 %', unit: 'cents' },
    { name: 'floor', label: 'Everybody may invest at least', unit: 'cents' },
    { name: 'most', label: 'Nobody may invest more than', unit: 'cents' },
    { name: 'reconfirmDays', label: 'Business days to confirm a material change', unit: 'days' },
    { name: 'ownerBps', label: 'Part from which somebody is an owner, in hundredths of a percent', unit: 'bps' },
    { name: 'resaleDays', label: 'Days after the settlement in which no token may be handed over', unit: 'days' },
    { name: 'ownerDays', label: 'Days that word of the owners may be old when a raise opens', unit: 'days' },
  ],
  FCA_RMMI: FCA,
  FCA_CRYPTO: FCA,
}

const FORM = { cents: /^[1-9]\d{0,14}$/, days: /^[1-9]\d{0,2}$/, bps: /^(10000|[1-9]\d{0,3})$/ } as const

/** What is wrong with the numbers of a version: the field, and what to do. Null when they are whole. */
export function paramsProblem(regime: Regime, params: Readonly<Record<string, string>>): string | null {
  const wanted = PARAMS[regime]
  const unknown = Object.keys(params).find((name) => !wanted.some((param) => param.name === name))
  if (unknown) return `${unknown} is no number of this regime. Leave it out.`
  const wrong = wanted.find(({ name, unit }) => !FORM[unit].test(params[name] ?? ''))
  return wrong ? `${wrong.label}: write a whole number above 0.` : null
}

/** The numbers as a rule keeps them: with the currency in which the regime counts. */
export const paramsOf = (regime: Regime, params: Readonly<Record<string, string>>): Record<string, string> => ({
  currency: CURRENCY_OF[regime],
  ...params,
})
