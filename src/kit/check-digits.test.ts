import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkTaxId, isIban, isLei, TAX_COUNTRIES } from './check-digits'

// Examples that the standards and tax authorities themselves print, or that follow from their rules.
const IBANS = [
  'GB82 WEST 1234 5698 7654 32',
  'DE89 3704 0044 0532 0130 00',
  'NO93 8601 1117 947',
  'FR1420041010050500013M02606',
]
const LEIS = ['5493001KJTIIGC8Y1R12', '213800WSGIIZCXF1P572', '7LTWFZYICNSX8D621K86']
const digit = fc.integer({ min: 0, max: 9 })

test.each(IBANS)('%s is an IBAN', (iban) => expect(isIban(iban)).toBe(true))
test.each(LEIS)('%s is an LEI', (lei) => expect(isLei(lei)).toBe(true))
test.each(['', 'DE', 'DE89', 'XX89370400440532013000', 'DE893704004405320130001', 'DE8937040044053201300Ä'])(
  '“%s” is no IBAN',
  (iban) => expect(isIban(iban)).toBe(false),
)

/** Another digit at a place of a number; the same number where the place holds no digit. */
const altered = (text: string, place: number, to: number): string =>
  text.replace(/\d/g, (found, at: number) => (at === place % text.length ? String(to) : found))

test('one wrong digit in an IBAN or LEI is always found', () => {
  const samples = fc.constantFrom(...IBANS.map((iban) => iban.replaceAll(' ', '')), ...LEIS)
  fc.assert(
    fc.property(samples, fc.nat(40), digit, (sample, place, to) => {
      const changed = altered(sample, place, to)
      if (changed !== sample) expect(isIban(changed) || isLei(changed)).toBe(false)
    }),
  )
})

test.each(TAX_COUNTRIES)('tax numbers of %s: the example holds, and a wrong last digit is found', (country) => {
  const { example } = checkTaxId(country, '')!
  expect(checkTaxId(country, example)).toEqual({ holds: true, example })
  expect(checkTaxId(country, example.slice(2))?.holds).toBe(true)
  const wrong = [...'0123456789'].filter((one) => one !== example.at(-1)).map((one) => example.slice(0, -1) + one)
  expect(wrong.filter((number) => checkTaxId(country, number)?.holds)).toEqual([])
})

test('whatever is typed, a number is told to hold or not, and never breaks', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), fc.constantFrom(...TAX_COUNTRIES), (text, country) => {
      expect(
        [isIban(text), isLei(text), checkTaxId(country, text)?.holds].every((answer) => typeof answer === 'boolean'),
      ).toBe(true)
    }),
  )
  expect(checkTaxId('KE', 'P051234567A')).toBeNull()
})
