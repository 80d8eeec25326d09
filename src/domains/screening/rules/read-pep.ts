import { countryCode } from '@/kit/country-name'
import { parseCsv } from '@/kit/csv'
import { after, DAY } from '@/kit/time'
import type { BirthSpan, Listed, ReadList } from '../schema'
import { distinct, genderOf, shortened, spanOfIso } from './listed'
import type { ListAge } from './thresholds'

/**
 * A list of politically exposed persons in the plainest form that every provider of one can give: CSV as RFC 4180 has it, in UTF-8, with
 * a first row that names the columns, in any order. `id` and `name` are needed; `aliases`, `born`, `countries` may hold several values
 * with semicolons between; others are ignored, so that a provider's own columns may stay.
 */
const COLUMNS = ['id', 'name', 'aliases', 'born', 'countries', 'gender', 'position'] as const
type Column = (typeof COLUMNS)[number]

/** Reads such a list. Throws an Error that names the row and the column where it has another form. */
export function readPepCsv(text: string): ReadList {
  const [header, ...rows] = parseCsv(text)
  if (!header) throw new Error('it is empty')
  const places = placesOf(header)
  const entries = rows.map((row, index) => {
    const at = `row ${index + 2}`
    if (row.length !== header.length)
      throw new Error(`${at} has ${row.length} fields, and the first row ${header.length}`)
    return entryOf((column) => (places[column] === undefined ? '' : row[places[column]]!.trim()), at)
  })
  return { entries, publishedAt: null }
}

function placesOf(header: readonly string[]): Partial<Record<Column, number>> {
  const names = header.map((name) => name.trim().toLowerCase())
  const found = COLUMNS.map((column) => [column, names.indexOf(column)] as const).filter(([, place]) => place >= 0)
  for (const column of ['id', 'name'] as const)
    if (!names.includes(column)) throw new Error(`the first row names no column "${column}"`)
  for (const [column] of found)
    if (names.filter((name) => name === column).length > 1) throw new Error(`the first row names "${column}" twice`)
  return Object.fromEntries(found)
}

const several = (field: string): string[] => distinct(field.split(';').map((one) => one.trim()))

function entryOf(field: (column: Column) => string, at: string): Listed {
  const [id, name] = [field('id'), field('name')]
  if (id === '' || id.length > 100) throw new Error(`${at} has no id, or one of more than 100 characters`)
  if (name === '') throw new Error(`${at} has no name`)
  const births = several(field('born')).map((born): BirthSpan => {
    const span = /^\d{4}(-\d\d){0,2}$/.test(born) ? spanOfIso(born) : null
    if (!span) throw new Error(`${at} has a date of birth that is none: write 1968-03-14, 1968-03 or 1968`)
    return span
  })
  const countries = several(field('countries')).map((country) => {
    const code = countryCode(country)
    if (!code) throw new Error(`${at} names a country that is none: write its two letters`)
    return code
  })
  return {
    ...{ id, kind: 'person', births, countries: distinct(countries), gender: genderOf(field('gender')) },
    names: [name, ...several(field('aliases'))].map((one) => ({ name: one, weak: false })),
    ...{ identifiers: [], programmes: [], remarks: shortened(field('position')) },
  }
}

/** Offices change less often than sanctions, and such lists are sold by the month. */
const COUNTS_FOR = 31 * DAY

/** How old the knowledge of such a list is: for 31 days after its import it counts, then it does not. */
export const pepAge = (checkedAt: Date | null, now: Date): ListAge =>
  checkedAt && now < after(checkedAt, COUNTS_FOR) ? 'fresh' : 'stale'
