import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseCsv } from './csv'

const write = (rows: readonly (readonly string[])[], end: string) =>
  rows.map((row) => row.map((field) => `"${field.replaceAll('"', '""')}"`).join(',')).join(end)

test('reads back whatever is written, whatever the fields hold', () => {
  const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'é') })
  const rows = fc.array(fc.array(field, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(rows, fc.constantFrom('\n', '\r\n'), (written, end) => {
      expect(parseCsv(write(written, end))).toEqual(written)
    }),
  )
})

test('takes fields without quotes, an empty last field, blanks after a quote and a file without an end of line', () => {
  expect(parseCsv('\ufeff1,"a" ,\n\n2,b,c')).toEqual([
    ['1', 'a', ''],
    ['2', 'b', 'c'],
  ])
})

test.for([
  ['1,"a', 'row 1 has a quote that is not closed'],
  ['1,a\n2,"b"c', 'row 2 has a quote in a field'],
])('refuses %j', ([text, words]) => {
  expect(() => parseCsv(text!)).toThrow(words)
})
