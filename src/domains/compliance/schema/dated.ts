import { z } from 'zod'
import { isCountry } from '@/kit/country'
import { answerText, httpsUrl, summary, title } from '@/kit/shapes'
import { LISTS } from '../rules/dated'
import { REGIMES } from '../rules/regime'

const day = z.iso.date('Choose a day.')
const orNone = <Shape extends z.ZodType<string, string>>(shape: Shape) => z.union([z.literal(''), shape])
const source = {
  sourceUrl: httpsUrl,
  /** What the source says, in the words of whoever read it. */
  sourceText: answerText,
  reason: summary,
}
const country = z.string().refine(isCountry, 'Write a country as two capital letters, for example DE.')
const countries = z.array(country).max(249)

/** A new version of something dated that one person proposes and another confirms. */
export const datedProposal = z.discriminatedUnion('what', [
  z.strictObject({
    what: z.literal('regime'),
    regime: z.enum(REGIMES),
    effectiveFrom: day,
    effectiveTo: orNone(day),
    /** Cents of the regime's currency, or days, as decimal strings. */
    params: z.record(z.string().max(40), z.string().max(20)),
    /** A lawyer's name; empty for nobody. */
    checkedBy: orNone(title),
    ...source,
  }),
  z.strictObject({
    what: z.literal('fatf'),
    asOf: day,
    high: countries,
    medium: countries,
    ...source,
  }),
  z.strictObject({ what: z.literal('holidays.us'), asOf: day, days: z.array(day).min(1).max(400), ...source }),
])
export type DatedProposal = z.infer<typeof datedProposal>

/** What a proposal is about: a regime's rule or a list. */
export const datedChoice = z.strictObject({ about: z.enum([...REGIMES, ...LISTS]) })
export const datedReturn = datedChoice.extend({ comment: summary })

export const countryEntries = z.strictObject({ high: countries, medium: countries })
export const holidayEntries = z.strictObject({ days: z.array(day) })
