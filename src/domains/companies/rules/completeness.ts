import { afterMonths } from '@/domains/compliance/rules/deadline'
import { checkTaxId, isIban, isLei } from '@/kit/check-digits'
import { countryName, isCountry } from '@/kit/country'
import { summary, title } from '@/kit/shapes'
import type { CompanyData, CompanyDocument } from '../schema'
import { REQUIRED_DOCUMENTS } from '../schema'
import { chartProblems, type Problem, partiesOf } from './ownership'

/** Everything outside the form that it is examined against. */
export type Examination = {
  now: Date
  /** Kinds of document that are there and were not refused. */
  documents: readonly string[]
  /** From how much on somebody counts as an owner, hundredths of a percent. */
  threshold: bigint
  /** Countries from which nothing is offered here: no cooperation against money laundering, or high risk. */
  blocked: ReadonlySet<string>
}

/** An extract from a register counts for so many calendar months. */
const EXTRACT_MONTHS = 3
const MAIL = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/

export const DOCUMENT_WORDS: Record<CompanyDocument, string> = {
  registry_extract: 'Extract from the company register, younger than three months',
  articles: 'Articles of association, as they stand now',
  ownership_chart: 'Chart of owners, signed by a director',
  other: 'Another document',
}

/** Everything that stands against handing a company in: each point names its field and what to do. */
export function companyProblems(data: CompanyData, examination: Examination): Problem[] {
  const chart = chartProblems(data)
  return [
    ...companyFields(data, examination),
    ...numberProblems(data),
    ...extractProblem(data.extractDate, examination.now),
    ...peopleProblems(data),
    ...companiesProblems(data, examination),
    ...chart,
    ...(chart.length === 0 ? ownerProblems(data, examination) : []),
    ...declarationProblems(data),
    ...REQUIRED_DOCUMENTS.filter((kind) => !examination.documents.includes(kind)).map((kind) => ({
      field: 'documents',
      message: `Add this document: ${DOCUMENT_WORDS[kind]}.`,
    })),
  ]
}

/** A problem unless the text has the shape; the shape's own words say what is wrong. */
function shaped(field: string, shape: typeof title, text: string): Problem[] {
  const result = shape.safeParse(text)
  return result.success ? [] : [{ field, message: result.error.issues[0]?.message ?? 'Check this.' }]
}

/** The name stands in mails to people whom the applicant chose: it must not lead them anywhere. */
const addressProblem = (field: string, text: string): Problem[] =>
  /:\/\/|www\./i.test(text)
    ? [{ field, message: 'A name has no web address in it. Write it as the register has it.' }]
    : []

function countryProblems(field: string, country: string, blocked: ReadonlySet<string>): Problem[] {
  if (!isCountry(country)) return [{ field, message: 'Choose a country from the list.' }]
  if (!blocked.has(country)) return []
  return [
    {
      field,
      message: `Nothing is offered here from ${countryName(country)}: its rules against money laundering are not enough.`,
    },
  ]
}

function companyFields(data: CompanyData, { blocked }: Examination): Problem[] {
  return [
    ...shaped('legalName', summary, data.legalName),
    ...addressProblem('legalName', data.legalName),
    ...data.tradingNames.flatMap((name, index) => shaped(`tradingNames.${index}`, summary, name)),
    ...countryProblems('country', data.country, blocked),
    ...shaped('registrationNumber', title, data.registrationNumber),
    ...shaped('registeredAddress', summary, data.registeredAddress),
    ...shaped('tradingAddress', summary, data.tradingAddress),
    ...(data.fundsSource.trim().length >= 20
      ? []
      : [{ field: 'fundsSource', message: 'Say in a sentence where the money of the project has come from so far.' }]),
  ]
}

function numberProblems({ country, taxId, lei, iban }: CompanyData): Problem[] {
  const tax = checkTaxId(country, taxId)
  const found: Problem[] = []
  if (taxId.trim() === '') found.push({ field: 'taxId', message: 'Write the company’s tax number.' })
  else if (tax && !tax.holds)
    found.push({ field: 'taxId', message: `Its check digits are wrong. It looks like ${tax.example} in this country.` })
  if (lei.trim() !== '' && !isLei(lei))
    found.push({
      field: 'lei',
      message: 'Its check digits are wrong. An LEI has 20 characters; leave it empty if there is none.',
    })
  if (!isIban(iban))
    found.push({ field: 'iban', message: 'Its length or check digits are wrong. Copy the IBAN from the bank.' })
  return found
}

function extractProblem(day: string, now: Date): Problem[] {
  const field = 'extractDate'
  const at = new Date(/^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) || 0 : 0)
  // JavaScript reads 30 February as 2 March.
  if (at.toISOString().slice(0, 10) !== day)
    return [{ field, message: 'Write the day of the extract as year-month-day, for example 2026-10-01.' }]
  if (at > now) return [{ field, message: 'This day is still to come. Write the day on which the extract was made.' }]
  if (now < afterMonths(at, EXTRACT_MONTHS)) return []
  return [{ field, message: 'The extract is older than three months. Ask the register for a new one.' }]
}

function peopleProblems({ people }: CompanyData): Problem[] {
  const mails = people.map(({ email }) => email.trim().toLowerCase())
  const found = people.flatMap(({ name, email }, index) => [
    ...shaped(`people.${index}.name`, title, name),
    ...(MAIL.test(email.trim()) ? [] : [{ field: `people.${index}.email`, message: 'Write their mail address.' }]),
    ...(mails.indexOf(mails[index] ?? '') === index
      ? []
      : [{ field: `people.${index}.email`, message: 'Two people have this address. Each needs one of their own.' }]),
  ])
  for (const [role, words] of [
    ['director', 'a director'],
    ['signatory', 'somebody who may sign for the company'],
  ] as const)
    if (!people.some(({ roles }) => roles.includes(role))) found.push({ field: 'people', message: `Name ${words}.` })
  return found
}

const companiesProblems = ({ companies }: CompanyData, { blocked }: Examination): Problem[] =>
  companies.flatMap(({ name, country, registrationNumber }, index) => [
    ...shaped(`companies.${index}.name`, summary, name),
    ...countryProblems(`companies.${index}.country`, country, blocked),
    ...shaped(`companies.${index}.registrationNumber`, title, registrationNumber),
  ])

/** Where nobody is found, somebody stands in, and the reason is kept. */
function ownerProblems(data: CompanyData, { threshold }: Examination): Problem[] {
  const { hasOwner } = partiesOf(data, threshold)
  if (hasOwner || data.noOwnerReason.trim().length >= 20) return []
  const message =
    'Nobody here owns or controls enough to count as an owner. Say why, in a sentence; the directors stand in.'
  return [{ field: 'noOwnerReason', message }]
}

function declarationProblems({ declarations }: CompanyData): Problem[] {
  const texts = [
    ['noRecord', 'Declare that nobody named here has such a record. If somebody has, the project cannot be offered.'],
    ['notHighRisk', 'Declare that the company is not established in such a country.'],
    ['noTie', 'Declare that nobody named here owns, leads or works for this platform.'],
  ] as const
  return texts
    .filter(([name]) => !declarations[name])
    .map(([name, message]) => ({ field: `declarations.${name}`, message }))
}
