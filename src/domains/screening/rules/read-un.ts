import { countryCode } from '@/kit/country-name'
import { all, at, textAt, type XmlNode } from '@/kit/xml'
import type { BirthSpan, Identifier, Listed } from '../schema'
import {
  between,
  countriesOf,
  distinct,
  genderOf,
  identifierOf,
  joined,
  roughly,
  shortened,
  spanOf,
  spanOfIso,
} from './listed'

// The consolidated list of the UN Security Council, by its schema https://www.un.org/sc/resources/sc-sanctions.xsd: INDIVIDUALS and
// ENTITIES, names in up to four parts, aliases with a quality of Good or Low.

const PARTS = ['FIRST_NAME', 'SECOND_NAME', 'THIRD_NAME', 'FOURTH_NAME'] as const

/** An `INDIVIDUAL` or an `ENTITY`. Throws an Error that names the entry where its number or name is missing. */
export function unEntry(node: XmlNode): Listed {
  const isPerson = node.name === 'INDIVIDUAL'
  const id = textAt(node, 'REFERENCE_NUMBER')
  if (id === '') throw new Error(`an ${node.name} has no REFERENCE_NUMBER`)
  const name = joined(...PARTS.map((part) => textAt(node, part)))
  if (name === '') throw new Error(`entry ${id} has no name`)
  const own = distinct([name, textAt(node, 'NAME_ORIGINAL_SCRIPT')])
  const aliases = all(node, `${node.name}_ALIAS`).flatMap((alias) => {
    const weak = textAt(alias, 'QUALITY').toLowerCase() === 'low'
    return textAt(alias, 'ALIAS_NAME')
      .split(';')
      .flatMap((part) => (part.trim() === '' ? [] : [{ name: part.trim(), weak }]))
  })
  const nationalities = all(at(node, 'NATIONALITY'), 'VALUE').map(({ text }) => text)
  const residences = all(node, `${node.name}_ADDRESS`).map((address) => textAt(address, 'COUNTRY'))
  return {
    ...{ id, kind: isPerson ? 'person' : 'organisation' },
    names: [...own.map((each) => ({ name: each, weak: false })), ...aliases],
    births: distinct(all(node, 'INDIVIDUAL_DATE_OF_BIRTH').map(birthOf)),
    countries: countriesOf(nationalities.length > 0 ? nationalities : residences),
    gender: genderOf(textAt(node, 'GENDER')),
    identifiers: distinct(all(node, 'INDIVIDUAL_DOCUMENT').map(identifierIn)),
    programmes: distinct([textAt(node, 'UN_LIST_TYPE')]),
    remarks: shortened(textAt(node, 'COMMENTS1')),
  }
}

function birthOf(node: XmlNode): BirthSpan | null {
  const years = between(spanOf(textAt(node, 'FROM_YEAR')), spanOf(textAt(node, 'TO_YEAR')))
  const span = years ?? spanOfIso(textAt(node, 'DATE')) ?? spanOf(textAt(node, 'YEAR'))
  return textAt(node, 'TYPE_OF_DATE').startsWith('APPROX') ? roughly(span) : span
}

function identifierIn(node: XmlNode): Identifier | null {
  const type = joined(textAt(node, 'TYPE_OF_DOCUMENT'), textAt(node, 'TYPE_OF_DOCUMENT2'))
  const kind = /passe?port|pasaporte/i.test(type) ? ('passport' as const) : ('national_id' as const)
  const country = textAt(node, 'ISSUING_COUNTRY') || textAt(node, 'COUNTRY_OF_ISSUE')
  return identifierOf(kind, textAt(node, 'NUMBER'), countryCode(country))
}
