import { expect, test } from 'vitest'
import { groupAmounts } from './money'

test('amounts in a sentence are grouped; years, slots and short numbers stay as they are', () => {
  const sentence =
    'You get it back if less than 10000.5 KOII is confirmed by 28 Dec 2026, 19:48 UTC, slot 8834062; 250 KOII'
  expect(groupAmounts(sentence)).toBe(
    'You get it back if less than 10\u202f000.5 KOII is confirmed by 28 Dec 2026, 19:48 UTC, slot 8834062; 250 KOII',
  )
})
