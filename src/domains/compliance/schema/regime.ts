import { z } from 'zod'
import { isCountry } from '@/kit/country'
import { id, summary } from '@/kit/shapes'
import { CATEGORIES } from '../rules/protection'
import { FIAT, INSTRUMENTS, REGIMES } from '../rules/regime'

const country = z.string().refine(isCountry, 'Write a country as two capital letters, for example DE.')
const countries = z.array(country).max(249)
const instant = z.iso.datetime({ message: 'Write the instant in UTC, for example 2027-01-04T09:00:00Z.' })

/** What is written down of each kind of change. */
export const regimePayload = z.strictObject({ on: z.boolean() })
export const raisePayload = z.strictObject({
  instrument: z.enum(INSTRUMENTS).nullable(),
  only: countries,
  blocked: countries,
  concentrationBps: z.number().int().min(1, 'Write at least 0.01 %.').max(10_000, 'Write at most 100 %.').nullable(),
})
export const ratePayload = z.strictObject({
  /** Millionths of the currency's unit for one whole coin. */
  micros: z.string().regex(/^[1-9]\d{0,17}$/, 'Write what one coin costs, above 0.'),
  asOf: instant,
})

/** The asset's key, as limits name it, and the currency: `KOII/eur`. */
const pair = z
  .string()
  .regex(new RegExp(`^(KOII|[1-9A-HJ-NP-Za-km-z]{32,44})/(${FIAT.join('|')})$`), 'Write it as KOII/eur.')

/** A change that one person proposes and another decides. */
export const ruleProposal = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('regime'), subject: z.enum(REGIMES), payload: regimePayload, reason: summary }),
  z.strictObject({ kind: z.literal('raise'), subject: id, payload: raisePayload, reason: summary }),
  z.strictObject({ kind: z.literal('rate'), subject: pair, payload: ratePayload, reason: summary }),
])
export type RuleProposal = z.infer<typeof ruleProposal>
export const ruleDecision = z.strictObject({ changeId: id, confirm: z.boolean() })

/** Whole units of the currency of the place, as typed; they are used once and not kept. */
const amount = z.string().regex(/^\d{1,12}$/, 'Write a whole amount in digits, without points or commas.')
export const statementInput = z.strictObject({
  country,
  usPerson: z.boolean(),
  category: z.enum(CATEGORIES, 'Choose how you invest.'),
  /** In the United Kingdom: why this kind of investor is the person, in their own words; sealed. Empty elsewhere. */
  evidence: z.union([z.literal(''), summary]).default(''),
  yearlyIncome: amount,
  netWorth: amount,
})
export const testInput = z.strictObject({ answers: z.array(z.number().int().min(0).max(5)).length(5) })
export const warningInput = z.strictObject({ regime: z.enum(REGIMES) })

export const promotionStep = z.strictObject({ event: z.enum(['request', 'warn', 'proceed', 'leave']) })
export const attemptInput = z.strictObject({
  attempt: z.number().int().min(1).max(100),
  answers: z.array(z.number().int().min(0).max(2)).length(6),
})
