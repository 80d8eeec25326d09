import { countryCode } from '@/kit/country-name'
import { all, at, textAt, type XmlNode } from '@/kit/xml'
import type { EntityKind, Identifier, IdentifierKind, Listed } from '../schema'
import { countriesOf, distinct, genderOf, identifierOf, joined, shortened, spanInWords } from './listed'

// SDN.XML by Treasury's schema sdn.xsd (sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML): one sdnEntry an entry.

const KINDS: Readonly<Record<string, EntityKind>> = {
  Individual: 'person',
  Entity: 'organisation',
  Vessel: 'vessel',
  Aircraft: 'aircraft',
}

const nameOf = (node: XmlNode): string => joined(textAt(node, 'firstName'), textAt(node, 'lastName'))

/** An `sdnEntry`. Throws an Error that names the entry where its number, type or name is missing. */
export function ofacEntry(node: XmlNode): Listed {
  const [id, kind, name] = [textAt(node, 'uid'), KINDS[textAt(node, 'sdnType')], nameOf(node)]
  if (!/^\d+$/.test(id)) throw new Error('an sdnEntry has no uid')
  if (!kind) throw new Error(`entry ${id} has an sdnType that is not known`)
  if (name === '') throw new Error(`entry ${id} has no name`)
  const others = all(at(node, 'akaList'), 'aka').map((aka) => ({
    ...{ name: nameOf(aka), weak: textAt(aka, 'category').toLowerCase() === 'weak' },
  }))
  const ids = all(at(node, 'idList'), 'id')
  const named = (list: string, item: string) => all(at(node, list), item).map((one) => textAt(one, 'country'))
  const nationalities = [...named('nationalityList', 'nationality'), ...named('citizenshipList', 'citizenship')]
  return {
    ...{ id, kind, names: [{ name, weak: false }, ...others.filter((other) => other.name !== '')] },
    births: distinct(
      all(at(node, 'dateOfBirthList'), 'dateOfBirthItem').map((item) => spanInWords(textAt(item, 'dateOfBirth'))),
    ),
    countries: countriesOf(nationalities.length > 0 ? nationalities : named('addressList', 'address')),
    gender: genderOf(
      textAt(
        ids.find((one) => textAt(one, 'idType') === 'Gender'),
        'idNumber',
      ),
    ),
    identifiers: distinct(ids.map(identifierIn)),
    programmes: all(at(node, 'programList'), 'program').map(({ text }) => text),
    remarks: shortened(textAt(node, 'remarks')),
  }
}

const NUMBERS: readonly (readonly [RegExp, IdentifierKind])[] = [
  [/^Digital Currency Address/, 'wallet'],
  [/passport/i, 'passport'],
  [/^(National ID|Identification Number|Cedula|C\.U\.R\.P|D\.N\.I|National Foreign ID)/, 'national_id'],
  [/^(Tax ID|R\.F\.C|NIT|RUC|V\.A\.T)/, 'tax'],
  [/(Registration|Registry|Company) (ID|Number)/, 'registration'],
]

function identifierIn(node: XmlNode): Identifier | null {
  const type = textAt(node, 'idType')
  const kind = NUMBERS.find(([pattern]) => pattern.test(type))?.[1]
  return kind ? identifierOf(kind, textAt(node, 'idNumber'), countryCode(textAt(node, 'idCountry'))) : null
}
