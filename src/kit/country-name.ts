import { COUNTRY_CODES, countryName } from './country'
import { wordsOf } from './names'

/** How official lists write countries where English uses another name, in the words of `wordsOf`. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  burma: 'MM',
  myanmar: 'MM',
  'bosnia and herzegovina': 'BA',
  'cape verde': 'CV',
  congo: 'CG',
  'congo democratic republic': 'CD',
  'congo democratic republic of the': 'CD',
  'congo democratic republic of': 'CD',
  'democratic republic of the congo': 'CD',
  'republic of the congo': 'CG',
  'cote divoire': 'CI',
  'czech republic': 'CZ',
  'democratic peoples republic of korea': 'KP',
  dprk: 'KP',
  'east timor': 'TL',
  england: 'GB',
  'great britain': 'GB',
  'guinea bissau': 'GW',
  'hong kong': 'HK',
  'iran islamic republic of': 'IR',
  'islamic republic of iran': 'IR',
  'ivory coast': 'CI',
  'korea north': 'KP',
  'korea south': 'KR',
  'korea democratic peoples republic of': 'KP',
  'korea republic of': 'KR',
  'lao peoples democratic republic': 'LA',
  'libya arab jamahiriya': 'LY',
  macau: 'MO',
  macedonia: 'MK',
  'occupied palestinian territories': 'PS',
  palestine: 'PS',
  palestinian: 'PS',
  'region gaza': 'PS',
  'west bank': 'PS',
  'republic of korea': 'KR',
  'republic of moldova': 'MD',
  'russian federation': 'RU',
  'slovak republic': 'SK',
  'state of palestine': 'PS',
  swaziland: 'SZ',
  'syrian arab republic': 'SY',
  'the gambia': 'GM',
  'the bahamas': 'BS',
  turkey: 'TR',
  uae: 'AE',
  uk: 'GB',
  'united republic of tanzania': 'TZ',
  'united states of america': 'US',
  usa: 'US',
  vatican: 'VA',
  'viet nam': 'VN',
}

const known = new Map<string, string>(
  COUNTRY_CODES.map((code) => [wordsOf(countryName(code).replace('&', ' and ')).join(' '), code]),
)
for (const [name, code] of Object.entries(OTHER_NAMES)) known.set(name, code)

/** The two-letter code of a country that is named in English, as official lists name it; null where the name says nothing. */
export function countryCode(name: string): string | null {
  const text = name.trim()
  if (/^[A-Z]{2}$/.test(text) && COUNTRY_CODES.includes(text)) return text
  return known.get(wordsOf(text.replace('&', ' and ')).join(' ')) ?? null
}
