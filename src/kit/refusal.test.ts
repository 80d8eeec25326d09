import { expect, test } from 'vitest'
import { Refusal, refusals } from './refusal'

const refuse = refusals('raises', {
  closed: { kind: 'conflict', message: () => 'This raise is closed.' },
  belowMinimum: {
    kind: 'invalid',
    field: 'amount',
    message: (c: { minimum: string }) => `The smallest commitment here is ${c.minimum}.`,
  },
})

test('a refusal carries its code, kind, field and sentence', () => {
  const refusal = refuse.belowMinimum({ minimum: '5 KOII' })
  expect(refusal).toBeInstanceOf(Refusal)
  expect(refusal).toMatchObject({
    code: 'raises.belowMinimum',
    kind: 'invalid',
    field: 'amount',
    message: 'The smallest commitment here is 5 KOII.',
  })
  expect(refuse.closed()).toMatchObject({ code: 'raises.closed', kind: 'conflict', field: undefined })
})
