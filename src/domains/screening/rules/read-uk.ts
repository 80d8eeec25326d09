import { countryCode } from '@/kit/country-name'
import { all, at, below, textAt, type XmlNode } from '@/kit/xml'
import type { EntityKind, Identifier, IdentifierKind, Listed } from '../schema'
import { countriesOf, distinct, genderOf, identifierOf, joined, shortened, spanOfBritish } from './listed'

// The UK Sanctions List in XML, by the format that the Foreign Office describes with it (gov.uk, "UK Sanctions List: change to the
// list's format"; file at https://sanctionslist.fcdo.gov.uk). Since 28 January 2026 it is the only list of the United Kingdom: the
// consolidated list of HM Treasury's OFSI is published no more.

const KINDS: Readonly<Record<string, EntityKind>> = { individual: 'person', entity: 'organisation', ship: 'vessel' }
const GIVEN = ['Name1', 'Name2', 'Name3', 'Name4', 'Name5', 'Name6'] as const

/** A `Designation`. Throws an Error that names the entry where its number, type or name is missing. */
export function ukEntry(node: XmlNode): Listed {
  const id = textAt(node, 'UniqueID')
  if (id === '') throw new Error('a Designation has no UniqueID')
  const kind = KINDS[textAt(node, 'IndividualEntityShip').toLowerCase()]
  if (!kind) throw new Error(`entry ${id} has an IndividualEntityShip that is not known`)
  const names = [...latinNames(node), ...otherScripts(node)]
  if (names.length === 0) throw new Error(`entry ${id} has no name`)
  const texts = (element: string) => below(node, element).map(({ text }) => text)
  const nationalities = texts('Nationality')
  return {
    ...{ id, kind, names },
    births: distinct(texts('DOB').map(spanOfBritish)),
    countries: countriesOf(nationalities.length > 0 ? nationalities : texts('AddressCountry')),
    gender: genderOf(texts('Gender')[0] ?? ''),
    identifiers: identifiersOf(node),
    programmes: distinct([textAt(node, 'RegimeName')]),
    remarks: shortened(textAt(node, 'OtherInformation')),
  }
}

/** The primary name first, then its variations and the aliases. */
const latinNames = (node: XmlNode): Listed['names'] =>
  all(at(node, 'Names'), 'Name')
    .map((one) => ({
      isPrimary: textAt(one, 'NameType').toLowerCase() === 'primary name',
      name: joined(...GIVEN.map((part) => textAt(one, part))),
      weak: /low|weak/i.test(textAt(one, 'AliasStrength')),
    }))
    .filter(({ name }) => name !== '')
    .toSorted((one, other) => (one.isPrimary === other.isPrimary ? 0 : one.isPrimary ? -1 : 1))
    .map(({ name, weak }) => ({ name, weak }))

const otherScripts = (node: XmlNode): Listed['names'] =>
  below(node, 'NameNonLatinScript').flatMap(({ text }) => (text === '' ? [] : [{ name: text, weak: false }]))

function identifiersOf(node: XmlNode): Identifier[] {
  const numbers = (element: string, kind: IdentifierKind, country = '') =>
    below(node, element).map((one) => identifierOf(kind, one.text, countryCode(country)))
  const passports = below(node, 'Passport').map((one) => identifierOf('passport', textAt(one, 'PassportNumber'), null))
  const national = below(node, 'NationalIdentifier').map((one) =>
    identifierOf('national_id', textAt(one, 'NationalIdentifierNumber'), null),
  )
  return distinct([...passports, ...national, ...numbers('BusinessRegistrationNumber', 'registration')])
}
