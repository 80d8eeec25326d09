/** Numbers with check digits: what a typing error makes of them is found; that they were given to somebody is not shown. */

/** Without blanks, dots, hyphens and slashes, in capitals. */
export const plainNumber = (text: string): string => text.replace(/[\s./-]/g, '').toUpperCase()

/** Letters become two digits, A = 10 to Z = 35. */
const asDigits = (text: string): string => text.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55))

/** ISO 7064 MOD 97-10 over digits and capital letters: the remainder is 1. */
const isMod97 = (text: string): boolean => /^[0-9A-Z]+$/.test(text) && BigInt(asDigits(text)) % 97n === 1n

/** ISO 17442: 18 characters and two check digits. */
export const isLei = (text: string): boolean =>
  /^[0-9A-Z]{18}\d{2}$/.test(plainNumber(text)) && isMod97(plainNumber(text))

/** How long an IBAN of each country is, in characters: the registry of ISO 13616 (SWIFT). */
const IBAN_LENGTHS =
  'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ' +
  'ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 ' +
  'LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 ' +
  'PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
const ibanLength = new Map(IBAN_LENGTHS.split(' ').map((entry) => [entry.slice(0, 2), entry.slice(2)]))

/** ISO 13616: the length of its country, and MOD 97-10 with the first four characters put last. */
export function isIban(text: string): boolean {
  const plain = plainNumber(text)
  if (!/^[A-Z]{2}\d{2}[0-9A-Z]+$/.test(plain) || ibanLength.get(plain.slice(0, 2)) !== String(plain.length))
    return false
  return isMod97(plain.slice(4) + plain.slice(0, 4))
}

const digitsOf = (text: string): number[] => [...text].map((digit) => digit.charCodeAt(0) - 48)

/** The sum of digits times weights. */
const weighted = (text: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, place) => sum + weight * (digitsOf(text)[place] ?? 0), 0)

/** Luhn's sum over all digits is a multiple of ten. */
function isLuhn(text: string): boolean {
  const doubled = digitsOf(text)
    .toReversed()
    .map((digit, place) => (place % 2 === 0 ? digit : digit * 2 > 9 ? digit * 2 - 9 : digit * 2))
  return doubled.reduce((sum, digit) => sum + digit, 0) % 10 === 0
}

/** ISO 7064 MOD 11,10 over all digits. */
function isMod11And10(text: string): boolean {
  const digits = digitsOf(text)
  const carry = digits.slice(0, -1).reduce((product, digit) => (((product + digit) % 10 || 10) * 2) % 11, 10)
  return (carry + digits.at(-1)!) % 10 === 1
}

const last = (text: string, count = 1): number =>
  digitsOf(text.slice(-count)).reduce((sum, digit) => sum * 10 + digit, 0)
const rest97 = (digits: string): number =>
  digitsOf((BigInt(digits) % 97n).toString()).reduce((sum, d) => sum * 10 + d, 0)

/** The office that gave an Italian number: a province, or one of the later codes. */
const isItalianOffice = (code: number): boolean => (code >= 1 && code <= 100) || [120, 121, 888, 999].includes(code)

type TaxRule = { form: RegExp; example: string; holds: (digits: string) => boolean }

/**
 * Numbers of companies for taxes whose check digits are public: the rules of construction that the member states publish for their
 * numbers of value added tax (collected by the Austrian ministry of finance, „Konstruktionsregeln der UID”). The country's two letters
 * before the number may be left out.
 */
const TAX_RULES: Readonly<Record<string, TaxRule>> = {
  AT: {
    ...{ form: /^U\d{8}$/, example: 'ATU13585627' },
    holds: (id) => {
      const sum = digitsOf(id.slice(1, 8)).reduce((total, digit, place) => {
        const twice = digit * 2
        return total + (place % 2 === 0 ? digit : twice > 9 ? twice - 9 : twice)
      }, 0)
      return (106 - sum) % 10 === last(id)
    },
  },
  BE: {
    ...{ form: /^[01]\d{9}$/, example: 'BE0428759497' },
    holds: (id) => 97 - rest97(id.slice(0, 8)) === last(id, 2),
  },
  DE: { form: /^[1-9]\d{8}$/, example: 'DE136695976', holds: isMod11And10 },
  DK: { form: /^[1-9]\d{7}$/, example: 'DK13585628', holds: (id) => weighted(id, [2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0 },
  FI: { form: /^\d{8}$/, example: 'FI20774740', holds: (id) => weighted(id, [7, 9, 10, 5, 8, 4, 2, 1]) % 11 === 0 },
  FR: {
    ...{ form: /^\d{11}$/, example: 'FR40303265045' },
    // Monaco's numbers, which begin with 000 after the key, have no sum of their own.
    holds: (id) =>
      (isLuhn(id.slice(2)) || id.slice(2, 5) === '000') && rest97(`${id.slice(2)}12`) === last(id.slice(0, 2), 2),
  },
  IT: {
    form: /^\d{11}$/,
    example: 'IT00743110157',
    holds: (id) => isLuhn(id) && isItalianOffice(last(id.slice(7, 10), 3)),
  },
  LU: { form: /^\d{8}$/, example: 'LU15027442', holds: (id) => BigInt(id.slice(0, 6)) % 89n === BigInt(id.slice(6)) },
  PL: {
    form: /^\d{10}$/,
    example: 'PL8567346215',
    holds: (id) => weighted(id, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 === last(id),
  },
  PT: {
    ...{ form: /^[1-9]\d{8}$/, example: 'PT501964843' },
    holds: (id) => {
      const check = 11 - (weighted(id, [9, 8, 7, 6, 5, 4, 3, 2]) % 11)
      return (check > 9 ? 0 : check) === last(id)
    },
  },
  SE: { form: /^\d{10}01$/, example: 'SE123456789701', holds: (id) => isLuhn(id.slice(0, 10)) },
}

/** Whether a tax number has the form and check digits of its country; null where they are not known here. `example` has the form. */
export function checkTaxId(country: string, text: string): { holds: boolean; example: string } | null {
  const rule = TAX_RULES[country]
  if (!rule) return null
  const plain = plainNumber(text)
  const digits = plain.startsWith(country) ? plain.slice(2) : plain
  return { holds: rule.form.test(digits) && rule.holds(digits), example: rule.example }
}

/** The countries whose tax numbers can be checked. */
export const TAX_COUNTRIES: readonly string[] = Object.keys(TAX_RULES)
