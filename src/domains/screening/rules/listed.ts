import { countryCode } from '@/kit/country-name'
import { parseInteger } from '@/kit/integer'
import type { BirthSpan, Identifier, IdentifierKind, Listed } from '../schema'

/** `LAST, First Middle` as people say it. */
export const spoken = (name: string): string => {
  const [last = '', ...rest] = name.split(',')
  const first = rest.join(',').trim()
  return first === '' ? name.trim() : `${first} ${last.trim()}`
}

/** Parts of a name in their order, without the empty ones. */
export const joined = (...parts: readonly (string | undefined)[]): string =>
  parts
    .map((part) => part?.trim() ?? '')
    .filter(Boolean)
    .join(' ')

/** Several values once each, without the empty ones. */
export const distinct = <Value>(values: readonly (Value | null | undefined | '')[]): Value[] => [
  ...new Set(values.filter((value): value is Value => value !== null && value !== undefined && value !== '')),
]

/** The codes of countries that are named; what is no country is left out. */
export const countriesOf = (names: readonly string[]): string[] => distinct(names.map(countryCode))

export const genderOf = (text: string): Listed['gender'] =>
  /^f/i.test(text.trim()) ? 'f' : /^m/i.test(text.trim()) ? 'm' : null

/** A number as it is compared: capitals and digits alone. Null where too little is left to name anybody. */
export const identifierOf = (kind: IdentifierKind, text: string, country: string | null): Identifier | null => {
  if (kind === 'wallet') return text.length >= 20 ? { kind, value: text, country: null } : null
  const value = text.toUpperCase().replace(/[^A-Z0-9]/g, '')
  // Numbers of three digits are no identifier, and a sentence in place of a number is none either.
  return value.length >= 5 && value.length <= 30 && /\d/.test(value) ? { kind, value, country } : null
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const two = (value: number): string => value.toString().padStart(2, '0')

/** A day, or the whole month or year where the rest is not known. Null for what is no date. */
export function spanOf(year: string, month = '', day = ''): BirthSpan | null {
  const [y, m, d] = [parseInteger(year), parseInteger(month || '0'), parseInteger(day || '0')]
  if (y === null || y < 1850 || y > 2100 || m === null || d === null || m > 12 || d > 31) return null
  if (m === 0) return { from: `${y}-01-01`, to: `${y}-12-31` }
  if (d === 0) return { from: `${y}-${two(m)}-01`, to: `${y}-${two(m)}-31` }
  return { from: `${y}-${two(m)}-${two(d)}`, to: `${y}-${two(m)}-${two(d)}` }
}

/** Two dates as one span. */
export const between = (one: BirthSpan | null, other: BirthSpan | null): BirthSpan | null =>
  one && other ? { from: one.from, to: other.to } : (one ?? other)

/** A date that is only roughly right: a year to either side. */
export const roughly = (span: BirthSpan | null): BirthSpan | null => {
  if (!span) return null
  const [first, last] = [parseInteger(span.from.slice(0, 4)), parseInteger(span.to.slice(0, 4))]
  return first === null || last === null ? null : { from: `${first - 1}-01-01`, to: `${last + 1}-12-31` }
}

/** A date in Treasury's words: `12 Oct 1958`, `Oct 1958`, `1958`, `circa 1958`, `1958 to 1960`. */
export function spanInWords(text: string): BirthSpan | null {
  const words = text.trim().toLowerCase()
  const [start, end] = words.split(/ to /)
  if (end !== undefined) return between(spanInWords(start!), spanInWords(end))
  if (words.startsWith('circa ')) return roughly(spanInWords(words.slice(6)))
  const found = /^(?:(\d{1,2}) )?(?:([a-z]{3})[a-z]* )?(\d{4})$/.exec(words)
  if (!found) return null
  const month = found[2] ? MONTHS.indexOf(found[2]) + 1 : 0
  return found[2] && month === 0 ? null : spanOf(found[3]!, String(month), found[1])
}

/** A date as `1958-10-12`, or the beginning of it. */
export const spanOfIso = (text: string): BirthSpan | null => {
  const [year = '', month, day] = text.trim().slice(0, 10).split('-')
  return spanOf(year, month, day)
}

/** A date as `12/10/1958`; British lists write `dd/mm/1958` where only the year is known. */
export const spanOfBritish = (text: string): BirthSpan | null => {
  const [day = '', month = '', year = ''] = text.trim().split(/[/-]/)
  return spanOf(year, /^\d+$/.test(month) ? month : '', /^\d+$/.test(day) ? day : '')
}

/** The first so many characters. */
export const shortened = (text: string, longest = 500): string =>
  text.length > longest ? `${text.slice(0, longest - 1)}…` : text
