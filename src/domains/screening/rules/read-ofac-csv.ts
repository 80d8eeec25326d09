import { countryCode } from '@/kit/country-name'
import { parseCsv } from '@/kit/csv'
import type { EntityKind, Identifier, IdentifierKind, Listed, ReadList } from '../schema'
import { countriesOf, distinct, genderOf, identifierOf, shortened, spanInWords, spoken } from './listed'

/**
 * The four files of OFAC's SDN list in commas, as Treasury's data specification for SDN.CSV, ADD.CSV, ALT.CSV and
 * SDN_COMMENTS.CSV describes them (ofac.treasury.gov, dat_spec.txt): no header, `-0-` for nothing, remarks as one text that may go
 * on in the file of comments.
 */
export type OfacFiles = { sdn: string; alt: string; add: string; comments: string }

const NOTHING = '-0-'
/** Treasury's files end with a sign of CP/M. */
const END_OF_FILE = String.fromCharCode(26)
const said = (field: string | undefined): string => {
  const text = field?.trim() ?? ''
  return text === NOTHING ? '' : text
}

/** Rows of a file by the number of their entry. */
function byEntry(name: string, text: string, columns: number): Map<string, string[][]> {
  const rows = new Map<string, string[][]>()
  for (const [index, row] of parseCsv(text.replaceAll(END_OF_FILE, '')).entries()) {
    if (row.length < columns) throw new Error(`row ${index + 1} of ${name} has ${row.length} fields, not ${columns}`)
    const key = row[0]!.trim()
    const known = rows.get(key)
    if (known) known.push(row)
    else rows.set(key, [row])
  }
  return rows
}

/** Reads the four files. Throws an Error that names file and row where one has another form. */
export function readOfacCsv(files: OfacFiles): ReadList {
  const [sdn, alt] = [byEntry('sdn.csv', files.sdn, 12), byEntry('alt.csv', files.alt, 5)]
  const [add, comments] = [byEntry('add.csv', files.add, 6), byEntry('sdn_comments.csv', files.comments, 2)]
  const entries = [...sdn].map(([id, [row]]) => {
    if (!/^\d+$/.test(id)) throw new Error(`sdn.csv has ${id.slice(0, 20)} in place of an entry's number`)
    const more = (comments.get(id) ?? []).map((comment) => said(comment[1])).join('; ')
    const remarks = [said(row![11]), more].filter(Boolean).join('; ')
    const others = (alt.get(id) ?? []).map((alias) => ({ name: spokenAs(row![2], said(alias[3])), weak: false }))
    const residences = (add.get(id) ?? []).map((address) => said(address[4]))
    return entryOf({ id, row: row!, remarks, others, residences })
  })
  return { entries, publishedAt: null }
}

const KINDS: Readonly<Record<string, EntityKind>> = { individual: 'person', vessel: 'vessel', aircraft: 'aircraft' }
const kindOf = (type: string | undefined): EntityKind => KINDS[said(type).toLowerCase()] ?? 'organisation'

const spokenAs = (type: string | undefined, name: string): string => (kindOf(type) === 'person' ? spoken(name) : name)

type Parts = { id: string; row: readonly string[]; remarks: string; others: Listed['names']; residences: string[] }

function entryOf({ id, row, remarks, others, residences }: Parts): Listed {
  const facts = remarks.split(/;\s*/).map((fact) => fact.replace(/\.\s*$/, ''))
  const nationalities = facts.flatMap((fact) => /^(?:alt\. )?(?:nationality|citizen) (.+)$/i.exec(fact)?.[1] ?? [])
  const weak = facts.flatMap((fact) => /^(?:[afn])\.k\.a\. ['"](.+)['"]$/i.exec(fact)?.[1] ?? [])
  const main = { name: spokenAs(row[2], said(row[1])), weak: false }
  return {
    ...{ id, kind: kindOf(row[2]), names: [main, ...others, ...weak.map((name) => ({ name, weak: true }))] },
    births: distinct(facts.map((fact) => birthIn(fact))),
    countries: countriesOf(nationalities.length > 0 ? nationalities : residences),
    gender: genderOf(facts.find((fact) => /^gender /i.test(fact))?.slice(7) ?? ''),
    identifiers: facts.flatMap((fact) => identifierIn(fact) ?? []),
    programmes: said(row[3]).split(/\]\s*\[/),
    remarks: shortened(remarks),
  }
}

const birthIn = (fact: string) => {
  const date = /^(?:alt\. )?DOB (.+)$/.exec(fact)?.[1]
  return date === undefined ? null : spanInWords(date)
}

const NUMBERS: readonly (readonly [RegExp, IdentifierKind])[] = [
  [/^Passport (\S+)(?: \(([^)]+)\))?/, 'passport'],
  [
    /^(?:National ID No\.|Identification Number|Cedula No\.|C\.U\.R\.P\.|D\.N\.I\.) (\S+)(?: \(([^)]+)\))?/,
    'national_id',
  ],
  [/^(?:Tax ID No\.|R\.F\.C\.|NIT #|RUC #|V\.A\.T\. Number) (\S+)(?: \(([^)]+)\))?/, 'tax'],
  [
    /^(?:Registration (?:ID|Number)|Commercial Registry Number|Company Number|Business Registration Number) (\S+)(?: \(([^)]+)\))?/,
    'registration',
  ],
]

function identifierIn(fact: string): Identifier | null {
  const text = fact.replace(/^alt\. /, '')
  const wallet = /^Digital Currency Address - \S+ (\S+)$/.exec(text)?.[1]
  if (wallet) return identifierOf('wallet', wallet, null)
  for (const [pattern, kind] of NUMBERS) {
    const found = pattern.exec(text)
    if (found) return identifierOf(kind, found[1]!, found[2] ? countryCode(found[2]) : null)
  }
  return null
}
