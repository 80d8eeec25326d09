import { countryCode } from '@/kit/country-name'
import { all, at, textAt, type XmlNode } from '@/kit/xml'
import type { BirthSpan, Identifier, IdentifierKind, Listed } from '../schema'
import { between, distinct, genderOf, identifierOf, roughly, shortened, spanOf, spanOfIso } from './listed'

// The consolidated list of the European Union, by its export schema 1.1 (namespace http://eu.europa.ec/fpi/fsd/export, published
// with the file at https://webgate.ec.europa.eu/fsd/fsf): sanctionEntity with nearly everything in attributes.

const attribute = (node: XmlNode | undefined, name: string): string => node?.attributes[name]?.trim() ?? ''

/** A `sanctionEntity`. Throws an Error that names the entry where its number, type or name is missing. */
export function euEntry(node: XmlNode): Listed {
  const id = attribute(node, 'euReferenceNumber') || attribute(node, 'logicalId')
  if (id === '') throw new Error('a sanctionEntity has neither euReferenceNumber nor logicalId')
  const type = attribute(at(node, 'subjectType'), 'code')
  if (type !== 'person' && type !== 'enterprise') throw new Error(`entry ${id} has a subjectType that is not known`)
  const aliases = all(node, 'nameAlias')
  const names = aliases.flatMap((alias) => {
    const whole = attribute(alias, 'wholeName')
    const name =
      whole ||
      ['firstName', 'middleName', 'lastName']
        .map((part) => attribute(alias, part))
        .join(' ')
        .trim()
    return name === '' ? [] : [{ name, weak: attribute(alias, 'strong') === 'false' }]
  })
  if (names.length === 0) throw new Error(`entry ${id} has no name`)
  const codes = (element: string) => all(node, element).map((one) => codeOf(one))
  const citizenships = distinct(codes('citizenship'))
  return {
    ...{ id, kind: type === 'person' ? 'person' : 'organisation', names },
    births: distinct(all(node, 'birthdate').map(birthOf)),
    countries: citizenships.length > 0 ? citizenships : distinct(codes('address')),
    gender: genderOf(aliases.map((alias) => attribute(alias, 'gender')).find(Boolean) ?? ''),
    identifiers: distinct(all(node, 'identification').map(identifierIn)),
    programmes: distinct(all(node, 'regulation').map((regulation) => attribute(regulation, 'programme'))),
    remarks: shortened(textAt(node, 'remark')),
  }
}

const codeOf = (node: XmlNode): string | null =>
  countryCode(attribute(node, 'countryIso2Code')) ?? countryCode(attribute(node, 'countryDescription'))

function birthOf(node: XmlNode): BirthSpan | null {
  const range = between(spanOf(attribute(node, 'yearRangeFrom')), spanOf(attribute(node, 'yearRangeTo')))
  const parts = [attribute(node, 'year'), attribute(node, 'monthOfYear'), attribute(node, 'dayOfMonth')] as const
  const span = range ?? spanOfIso(attribute(node, 'birthdate')) ?? spanOf(...parts)
  return attribute(node, 'circa') === 'true' ? roughly(span) : span
}

const NUMBERS: Readonly<Record<string, IdentifierKind>> = {
  passport: 'passport',
  id: 'national_id',
  idcard: 'national_id',
  ssn: 'national_id',
  fiscalcode: 'tax',
  regnumber: 'registration',
  tradelic: 'registration',
}

function identifierIn(node: XmlNode): Identifier | null {
  const kind = NUMBERS[attribute(node, 'identificationTypeCode').toLowerCase()]
  const number = attribute(node, 'number') || attribute(node, 'latinNumber')
  return kind ? identifierOf(kind, number, codeOf(node)) : null
}
